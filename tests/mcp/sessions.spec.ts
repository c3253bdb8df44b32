import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Principal } from "../../server/access/principal.ts";
import { createMcpDoor, type McpDoor } from "../../server/mcp/door.ts";
import type { McpRequest } from "../../server/mcp/sessions.ts";
import { startHouse, type House } from "../support/house.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { inSession, openSession, post } from "../support/raw-mcp.ts";
import { until } from "../support/until.ts";

const idleMs = 1_000;

describe("MCP sessions", () => {
  let house: House;
  let door: McpDoor;
  let server: Server;
  let url: string;
  let principals: Readonly<Record<string, Principal>>;
  let now = 0;
  const dead = new Set<Principal>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  before(async () => {
    house = await startHouse();
    principals = { anna: await house.enter("resident"), ben: await house.enter("viewer") };
  });
  after(() => house.close());

  beforeEach(async () => {
    now = 0;
    dead.clear();
    door = createMcpDoor({
      gateway: house.gateway,
      access: {
        ...house.access,
        isAlive: (principal) => Promise.resolve(!dead.has(principal)),
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      log: createKeptLog().log,
      version: "0.0.0-test",
      limits: { perOwner: 2, total: 3, idleMs },
      now: () => now,
    });
    // The name in the bearer is the caller: who they are was found out before this door.
    server = createServer((request: McpRequest, response) => {
      const name = (request.headers.authorization ?? "").replace("Bearer ", "");
      request.auth = {
        ...{ token: "", clientId: name, scopes: [] },
        extra: { principal: principals[name] },
      };
      void door.handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening TCP server has one
  });
  afterEach(async () => {
    await door.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = async (who: string): Promise<string> => {
    now += 1;
    return openSession(url, who);
  };
  const isOpen = async (who: string, session: string): Promise<boolean> =>
    (await post(url, inSession(who, session, "tools/list", {}))).status === 200;

  it("make room by closing the one of the same token that was idle longest", async () => {
    const [first, second] = [await open("anna"), await open("anna")];
    now += 1;
    expect(await isOpen("anna", first)).to.equal(true);

    const third = await open("anna");

    expect(await isOpen("anna", first)).to.equal(true);
    expect(await isOpen("anna", second)).to.equal(false);
    expect(await isOpen("anna", third)).to.equal(true);
  });

  it("make room by closing the one that was idle longest when there are too many in all", async () => {
    const [annas, bens] = [await open("anna"), await open("ben")];
    await open("ben");

    await open("anna");

    expect(door.sessions()).to.have.length(3);
    expect(await isOpen("anna", annas)).to.equal(false);
    expect(await isOpen("ben", bens)).to.equal(true);
  });

  it("end when they were idle too long", async () => {
    const session = await open("anna");

    now += idleMs + 1;
    changed();

    await until("the idle session to end", () => door.sessions().length === 0);
    expect(await isOpen("anna", session)).to.equal(false);
  });

  it("end when their token is not let in any more, and no other does", async () => {
    await open("anna");
    const bens = await open("ben");
    const { anna } = principals;
    if (anna !== undefined) dead.add(anna);

    changed();

    await until("anna's session to end", () => door.sessions().length === 1);
    expect(await isOpen("ben", bens)).to.equal(true);
  });

  it("tell who uses them, with what", async () => {
    await open("anna");

    expect(door.sessions()).to.have.length(1);
    expect(door.sessions()[0]).to.include({ user: "resident", client: "raw 1" });
  });
});
