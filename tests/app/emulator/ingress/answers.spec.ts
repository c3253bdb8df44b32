import { once } from "node:events";
import { gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { expect } from "chai";
import { startChain, type Chain } from "./support/chain.ts";
import type { Wish } from "./support/ask-raw.ts";
import { startToldApp, type ToldApp } from "./support/told-app.ts";

const large = 4_194_000;

describe("An answer through Ingress", () => {
  let app: ToldApp;
  let chain: Chain;

  before(async () => {
    app = await startToldApp();
    chain = await startChain({ appPort: app.port });
  });
  after(async () => {
    await chain.close();
    await app.close();
  });

  const answering = (
    status: number,
    headers: Readonly<Record<string, string | string[]>>,
    body: string | Buffer = "",
  ) => {
    app.answer = (_req, res) => res.writeHead(status, headers).end(body);
  };
  const asks = (acceptEncoding?: string): Wish =>
    acceptEncoding === undefined ? {} : { fields: [["Accept-Encoding", acceptEncoding]] };

  it("loses the parameters of its type", async () => {
    answering(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": "2" }, "é");

    const answer = await chain.ask("/");

    expect(answer.header("content-type")).to.equal("text/html");
    expect(answer.text).to.equal("é");
  });

  it("without a type becomes bytes", async () => {
    answering(200, { "Content-Length": "2" }, "hi");

    expect((await chain.ask("/")).header("content-type")).to.equal("application/octet-stream");
  });

  it("bears Core's own headers, over those of the app", async () => {
    answering(200, {
      ...{ "X-Frame-Options": "DENY", "Referrer-Policy": "origin", Server: "ours" },
      ...{ "X-Content-Type-Options": "other", "Content-Security-Policy": "default-src 'none'" },
    });

    const { fields } = await chain.ask("/");
    const all = (wanted: string) =>
      fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);

    expect(all("x-frame-options")).to.deep.equal(["SAMEORIGIN"]);
    expect(all("referrer-policy")).to.deep.equal(["no-referrer"]);
    expect(all("x-content-type-options")).to.deep.equal(["nosniff"]);
    expect(all("server")).to.deep.equal([""]);
    expect(all("content-security-policy")).to.deep.equal(["default-src 'none'"]);
  });

  it("keeps what the app says of caches and cookies, and its own tag", async () => {
    const lines = ["a=1", "b=2"];
    answering(200, {
      ETag: '"x"',
      Vary: "Cookie",
      "Cache-Control": "no-cache",
      "Set-Cookie": lines,
    });

    const { fields } = await chain.ask("/");

    expect(fields).to.deep.include.members([
      ["Etag", '"x"'],
      ["Vary", "Cookie"],
      ["Cache-Control", "no-cache"],
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ]);
  });

  it("is unchanged when the browser has it already", async () => {
    app.answer = (req, res) => {
      if (req.headers["if-none-match"] === '"x"') res.writeHead(304, { ETag: '"x"' }).end();
      else res.writeHead(200, { ETag: '"x"' }).end("long");
    };

    const answer = await chain.ask("/", { fields: [["If-None-Match", '"x"']] });

    expect(answer).to.include({ status: 304, text: "" });
    expect(answer.header("etag")).to.equal('"x"');
  });

  it("that leads elsewhere is passed on as it is, and followed by nobody", async () => {
    answering(302, { Location: "/elsewhere" });
    const before = app.received.length;

    const answer = await chain.ask("/");

    expect(answer.status).to.equal(302);
    expect(answer.header("location")).to.equal("/elsewhere");
    expect(app.received).to.have.length(before + 1);
  });

  it("to HEAD has no body", async () => {
    answering(200, { "Content-Type": "text/css" });

    const answer = await chain.ask("/", { method: "HEAD" });

    expect(answer).to.include({ status: 200, text: "" });
    expect(answer.header("content-type")).to.equal("text/css");
  });

  it("is unpacked, and packed again as the browser takes it", async () => {
    const text = "Vestibule ".repeat(100);
    const packed = gzipSync(text);
    const headers = { "Content-Type": "text/css", "Content-Encoding": "gzip" };
    answering(200, { ...headers, "Content-Length": String(packed.length) }, packed);

    const plain = await chain.ask("/");
    answering(200, { "Content-Type": "text/css", "Content-Length": String(text.length) }, text);
    const both = await chain.ask("/", asks("gzip, deflate, br"));
    const gzip = await chain.ask("/", asks("gzip"));

    expect(plain.header("content-encoding")).to.equal(undefined);
    expect(plain.text).to.equal(text);
    expect(both.header("content-encoding")).to.equal("deflate");
    expect(inflateSync(both.body).toString()).to.equal(text);
    expect(gzip.header("content-encoding")).to.equal("gzip");
    expect(gunzipSync(gzip.body).toString()).to.equal(text);
  });

  it("that is packed as nobody asked for is not understood", async () => {
    answering(200, { "Content-Type": "text/css", "Content-Encoding": "br" }, "packed");

    expect(await chain.ask("/")).to.include({ status: 502, text: "502: Bad Gateway" });
  });

  for (const [what, type, bytes] of [
    ["small", "text/html", 128],
    ["no text", "image/png", 1000],
  ] as const)
    it(`is not packed when it is ${what}`, async () => {
      answering(
        200,
        { "Content-Type": type, "Content-Length": String(bytes) },
        Buffer.alloc(bytes),
      );

      const answer = await chain.ask("/", asks("gzip, deflate"));

      expect(answer.header("content-encoding")).to.equal(undefined);
      expect(answer.body).to.have.length(bytes);
    });

  for (const [how, bytes, says, buffering] of [
    ["below 4 194 000 bytes is kept until it is whole", large - 1, String(large - 1), undefined],
    ["from there on is passed as it comes", large, undefined, "no"],
  ] as const)
    it(how, async () => {
      const headers = { "Content-Type": "application/zip", "Content-Length": String(bytes) };
      answering(200, headers, Buffer.alloc(bytes, 7));

      const answer = await chain.ask("/");

      expect(answer.body).to.have.length(bytes);
      expect(answer.header("content-length")).to.equal(says);
      expect(answer.header("x-accel-buffering")).to.equal(buffering);
    });

  it("without a length is passed as it comes", async () => {
    app.answer = (_req, res) => res.writeHead(200, { "Content-Type": "image/png" }).write("first");

    const answer = await chain.ask("/", { isLive: true });
    const [first] = (await once(answer.stream, "data")) as [Buffer]; // what this event brings
    answer.stream.destroy();

    expect(first.toString()).to.equal("first");
    expect(answer.header("x-accel-buffering")).to.equal("no");
    expect(answer.header("transfer-encoding")).to.equal("chunked");
  });

  it("of server-sent events is never packed, and comes event by event", async () => {
    let send: (text: string) => void = () => undefined;
    app.answer = (_req, res) => {
      res.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" }).flushHeaders();
      send = (text) => res.write(text);
    };

    const answer = await chain.ask("/", { isLive: true, ...asks("gzip, deflate") });
    const heard: string[] = [];
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      send(event);
      const [chunk] = (await once(answer.stream, "data")) as [Buffer]; // what this event brings
      heard.push(chunk.toString());
    }
    answer.stream.destroy();

    expect(heard).to.deep.equal(["data: 1\n\n", "data: 2\n\n"]);
    expect(answer.header("content-type")).to.equal("text/event-stream");
    expect(answer.header("content-encoding")).to.equal(undefined);
  });

  it("ends for the app when the browser goes", async () => {
    const gone = new Promise<void>((resolve) => {
      app.answer = (_req, res) => {
        res.once("close", resolve);
        res.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
      };
    });

    const { stream } = await chain.ask("/", { isLive: true });
    stream.destroy();

    await gone;
  });

  it("that breaks off half-way breaks off for the browser too", async () => {
    app.answer = (_req, res) => {
      res.writeHead(200, { "Content-Type": "image/png" }).write("first");
      setTimeout(() => res.destroy(), 5);
    };

    const end = await chain.ask("/").then(
      () => "whole",
      () => "broken",
    );

    expect(end).to.equal("broken");
  });
});
