import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { bodyStatus, maxItems, parseJson, readJson } from "../server/body.ts";
import { AppError } from "../server/errors.ts";

describe("A request's body", () => {
  let server: Server;
  let port: number;
  let read: Promise<unknown>;

  before(async () => {
    server = createServer((request, response) => {
      read = readJson(request);
      read
        .catch(() => undefined)
        .finally(() => response.end())
        .catch(() => undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port; // a listening TCP server always has one
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  /** Sends pieces of a body that is announced as so long, one after the other, and then no more. */
  async function send(length: number, pieces: readonly Buffer[]): Promise<void> {
    const socket = connect(port, "127.0.0.1");
    const asked = once(server, "request");
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
    );
    await asked;
    for (const piece of pieces) {
      socket.write(piece);
      await pause(20);
    }
    socket.end();
  }

  it("is read whole when it comes in pieces, also within a letter", async () => {
    const bytes = Buffer.from('{"where":"Küche"}');
    const withinLetter = bytes.indexOf("ü") + 1;

    await send(bytes.length, [bytes.subarray(0, withinLetter), bytes.subarray(withinLetter)]);

    expect(await read).to.deep.equal({ where: "Küche" });
  });

  it("is refused in plain words when the caller goes away in the middle of it", async () => {
    await send(100, [Buffer.from('{"half":')]);

    const error: unknown = await read.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

    expect(error).to.be.instanceOf(AppError);
    expect(error instanceof AppError && bodyStatus(error)).to.equal(400);
  });

  describe("with very many fields or items", () => {
    const listOf = (count: number) => `[${Array.from({ length: count }, () => "1").join(",")}]`;

    it("is read up to a bound", () => {
      expect(parseJson(listOf(maxItems))).to.have.length(maxItems);
    });

    it("is refused above it, before a parser builds them", () => {
      const [list, fields] = [listOf(maxItems + 1), `{"a":[${listOf(9_000)},${listOf(9_000)}]}`];

      for (const text of [list, fields])
        expect(() => parseJson(text)).to.throw(AppError, "fields and items");
    });

    it("is not confused by commas inside of texts", () => {
      const text = ",".repeat(maxItems + 1);

      expect(parseJson(JSON.stringify({ text }))).to.deep.equal({ text });
    });
  });
});
