import { expect } from "chai";
import type { Heard, ServedApi } from "./served-api.ts";
import { givenBy, refusalOf, serveApi } from "./served-api.ts";

const plain = "text/plain; charset=utf-8";
const json = "application/json; charset=utf-8";

const seen = ({ status, type, body }: Heard) => ({ status, type, body });
const bare = (status: number, words: string) => ({
  status,
  type: plain,
  body: `${String(status)}: ${words}`,
});

describe("The Supervisor's API, before it looks at what is asked", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi({ hassio_api: true });
  });
  afterEach(() => served.close());

  it("refuses an attack in text", async () => {
    const heard = await served.ask("/info?x=%2e%2e/");
    expect(seen(heard)).to.deep.equal(bare(400, "Bad Request"));
  });

  it("refuses an attack before it says that it is not ready", async () => {
    served.machine.state = "setup";
    expect((await served.send("/a/../info")).type).to.equal(plain);
  });

  for (const state of ["initialize", "setup", "shutdown", "stopping", "close"] as const)
    it(`is not ready in state ${state}, and says so before it asks for a token`, async () => {
      served.machine.state = state;
      const heard = await served.send("/supervisor/ping");
      expect(heard.type).to.equal(json);
      expect(refusalOf(heard)).to.deep.equal([400, `System is not ready with state: ${state}`]);
    });

  for (const state of ["startup", "freeze"] as const)
    it(`answers in state ${state}`, async () => {
      served.machine.state = state;
      expect((await served.ask("/info")).status).to.equal(200);
    });

  it("answers a ping without a token", async () => {
    expect(seen(await served.send("/supervisor/ping"))).to.deep.equal({
      status: 200,
      type: json,
      body: '{"result":"ok","data":{}}',
    });
  });

  it("shows an app's icon without a token", async () => {
    const heard = await served.send("/addons/local_vestibule/icon");
    expect([heard.status, heard.type]).to.deep.equal([200, "image/png"]);
  });

  it("asks for a token in text", async () => {
    expect(seen(await served.send("/info"))).to.deep.equal(bare(401, "Unauthorized"));
  });

  it("asks for a token before it says that a path leads nowhere", async () => {
    expect((await served.send("/nowhere")).status).to.equal(401);
  });

  it("takes a wrong token for no right", async () => {
    const heard = await served.ask("/info", { headers: { "X-Supervisor-Token": "0".repeat(112) } });
    expect(seen(heard)).to.deep.equal(bare(403, "Forbidden"));
  });

  it("takes the token of an earlier start for a wrong one", async () => {
    served.app.token = undefined;
    expect((await served.ask("/info")).status).to.equal(403);
  });

  it("says of a path that leads nowhere that it is forbidden", async () => {
    expect(seen(await served.ask("/nowhere"))).to.deep.equal(bare(403, "Forbidden"));
  });

  it("says of a path that leads nowhere that it is not there, to those who may go anywhere", async () => {
    served.app.manifest = { ...served.app.manifest, hassio_role: "admin" };
    expect(seen(await served.ask("/nowhere"))).to.deep.equal(bare(404, "Not Found"));
  });

  it("says which methods a path has", async () => {
    const heard = await served.ask("/auth", { method: "PUT" });
    expect(seen(heard)).to.deep.equal(bare(405, "Method Not Allowed"));
    expect(heard.headers["allow"]).to.equal("GET,HEAD,POST");
  });

  it("tells by the decoded path who may go, and by the path as sent where it leads", async () => {
    expect((await served.ask("/addons/self%2Finfo")).status).to.equal(404);
  });

  for (const [name, value] of [
    ["X-Supervisor-Token", ""],
    ["X-Hassio-Key", ""],
    ["Authorization", "Bearer "],
    ["Authorization", ""],
  ] as const)
    it(`reads a token from ${name}: ${value}…`, async () => {
      const headers = { [name]: `${value}${served.token}` };
      expect((await served.send("/info", { headers })).status).to.equal(200);
    });

  it("prefers X-Supervisor-Token, and passes over an empty one", async () => {
    const wrong = "Bearer wrong";
    const right = { "X-Supervisor-Token": served.token, Authorization: wrong };
    const empty = { "X-Supervisor-Token": "", "X-Hassio-Key": served.token, Authorization: wrong };
    expect((await served.send("/info", { headers: right })).status).to.equal(200);
    expect((await served.send("/info", { headers: empty })).status).to.equal(200);
  });

  it("admits in text that something in itself broke", async () => {
    Object.defineProperty(served.lifecycle, "log", {
      get: () => expect.fail("No journal is there."),
    });
    expect(seen(await served.ask("/addons/self/logs"))).to.deep.equal({
      status: 500,
      type: plain,
      body: "500 Internal Server Error\n\nServer got itself in trouble",
    });
  });

  it("leaves the doors of others alone", async () => {
    for (const path of ["/core/api/states", "/core/websocket", "/ingress/a-token/", "/ingress/t/x"])
      expect((await served.send(path)).status, path).to.equal(299);
  });
});

describe("What the Supervisor's API makes of a body", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi();
  });
  afterEach(() => served.close());

  const post = (body: string | Buffer) =>
    served.ask("/addons/self/options", { method: "POST", body });

  it("takes 16 MiB", async () => {
    const body = Buffer.alloc(16 * 1024 ** 2, " ");
    body.write("{}");
    expect(givenBy(await post(body))).to.deep.equal({});
  });

  it("refuses a byte more, in text", async () => {
    const heard = await post(Buffer.alloc(16 * 1024 ** 2 + 1, " "));
    expect(seen(heard)).to.deep.equal({
      status: 413,
      type: plain,
      body: "Maximum request body size 16777216 exceeded.",
    });
  });

  it("takes none for no fields", async () => {
    expect(givenBy(await post(""))).to.deep.equal({});
  });

  it("refuses what is no JSON", async () => {
    expect(refusalOf(await post("{"))).to.deep.equal([400, "Invalid json"]);
  });

  for (const [what, body, sentence] of [
    ["a list", [], "expected a dictionary. Got []"],
    ["a field that it does not know", { x: 1 }, "extra keys not allowed @ data['x']. Got 1"],
    [
      "options that are none",
      { options: 5 },
      "not a valid value for dictionary value @ data['options']. Got 5",
    ],
    [
      "a port of letters",
      { network: { a: 1 } },
      "does not match regular expression ^\\d+(?:/tcp|/udp)?$ @ data['network']['a']. Got 1",
    ],
    [
      "a port that is none",
      { network: { "80/tcp": 0 } },
      "not a valid value for dictionary value @ data['network']['80/tcp']. Got 0",
    ],
    [
      "a network that is none",
      { network: 5 },
      "not a valid value for dictionary value @ data['network']. Got 5",
    ],
    [
      "another boot",
      { boot: "x" },
      "expected AppBoot or one of 'auto', 'manual' for dictionary value @ data['boot']. Got 'x'",
    ],
    [
      "several at once, in the order of their sentences",
      { y: "z", watchdog: "w", x: 1 },
      "expected boolean for dictionary value @ data['watchdog']. Got 'w'\n" +
        "extra keys not allowed @ data['x']. Got 1\nextra keys not allowed @ data['y']. Got 'z'",
    ],
  ] as const)
    it(`refuses ${what} in its own words`, async () => {
      expect(refusalOf(await post(JSON.stringify(body)))).to.deep.equal([400, sentence]);
    });
});
