import { createServer, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import fc from "fast-check";
import { createCoreAddress } from "../../server/supervisor/core-address.ts";
import { readApp, readCore, readMachine } from "../../server/supervisor/answers.ts";
import { createSupervisor } from "../../server/supervisor/supervisor.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { playSupervisor, supervisorToken, type Answers } from "../support/play-supervisor.ts";

/** What a reader believes; nothing when it refuses the whole. */
function believedOf(read: (answer: unknown) => object, answer: unknown): object {
  try {
    return read(answer);
  } catch {
    return {};
  }
}

describe("Something else in the place of the Supervisor", () => {
  let elsewhere: Server;
  let reached = 0;

  before(async () => {
    elsewhere = createServer((_request, response) => {
      reached += 1;
      response.end(JSON.stringify({ data: { port: 6666, ssl: false } }));
    }).listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
  });
  after(() => {
    elsewhere.close().closeAllConnections();
  });

  /** What is believed of these answers, and all that is written down meanwhile. */
  async function believed(answers: Answers) {
    const play = await playSupervisor(answers);
    const { log, lines } = createKeptLog();
    const supervisor = createSupervisor({
      ...{ url: play.url, token: supervisorToken, log },
      timings: { answerMs: 300, firstRetryMs: 600_000, lastRetryMs: 600_000 },
    });
    const told = await supervisor.now(5_000);
    const address = await createCoreAddress({ supervisor, host: "homeassistant", log })();
    supervisor.close();
    await play.close();
    return { told, address, said: lines.join("\n") };
  }
  const everywhere = (answer: Answers[string]): Answers => ({
    ...{ "/core/info": answer, "/addons/self/info": answer, "/info": answer },
  });
  const huge = (response: ServerResponse) => {
    const chunk = Buffer.alloc(64 * 1024, "a");
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", pour);
    };
    pour();
  };

  for (const [what, answer] of [
    ["a web page", (_: unknown, response) => response.end("<html>secret-of-the-page</html>")],
    ["a stream without an end", (_: unknown, response) => huge(response)],
    ["a drip that never ends", (_: unknown, response) => response.write("{")],
    ["no answer", () => undefined],
    ["a cut connection", (_: unknown, response) => response.destroy()],
    ["an empty answer", (_: unknown, response) => response.end()],
    ["null", (_: unknown, response) => response.end("null")],
    ["a list", (_: unknown, response) => response.end("[1]")],
    ["no envelope", (_: unknown, response) => response.end('{"port":6666,"ssl":false}')],
    ["a refusal", (_: unknown, response) => response.writeHead(400).end("secret-of-the-page")],
    ["a status of success that is none", (_: unknown, response) => response.writeHead(204).end()],
    [
      "a redirect to elsewhere",
      (_: unknown, response) => {
        const { port } = elsewhere.address() as AddressInfo; // it listens on a port
        response.writeHead(307, { location: `http://127.0.0.1:${port}/core/info` }).end();
      },
    ],
  ] as readonly (readonly [string, (request: unknown, response: ServerResponse) => void])[])
    it(`is believed nothing when it gives ${what}, and its words are not repeated`, async () => {
      reached = 0;
      const { told, address, said } = await believed(everywhere(answer));

      expect(told).to.deep.equal({});
      expect(address).to.deep.equal({ url: "http://homeassistant:8123", anyCertificate: false });
      expect(reached).to.equal(0);
      expect(said).to.include("Home Assistant is tried at its usual port");
      expect(said).not.to.match(new RegExp(`secret-of-the-page|${supervisorToken}`));
    });

  for (const [what, core] of [
    ["a port that is a text", { port: "80", ssl: false }],
    ["a port and a host in one", { port: "80@evil.example", ssl: false }],
    ["a port beyond all", { port: 65_536, ssl: false }],
    ["no port", { port: 0, ssl: false }],
    ["half a port", { port: 80.5, ssl: false }],
    ["an encryption that is a text", { port: 80, ssl: "no" }],
    ["nothing", {}],
  ] as const)
    it(`leads a sign-in nowhere by ${what}`, async () => {
      const { told, address } = await believed(everywhere(core));

      expect(told).not.to.have.property("core");
      expect(address.url).to.equal("http://homeassistant:8123");
    });

  it("cannot name another host, nor take a certificate's check away without TLS", async () => {
    const { address } = await believed(
      everywhere({ port: 80, ssl: false, ip_address: "6.6.6.6", host: "evil.example" }),
    );

    expect(address).to.deep.equal({ url: "http://homeassistant:80", anyCertificate: false });
  });

  it("puts nothing into a page or a log but ports and plain names", () => {
    expect(
      readApp({
        network: { "7180/tcp": "<script>" },
        hostname: 'evil.example/"><script>',
        version: "1\n2026 ERROR forged",
      }),
    ).to.deep.equal({});
    expect(readMachine({ hostname: "a b" })).to.deep.equal({});
    expect(readCore({ port: 80, ssl: true, version: "x".repeat(65) })).to.deep.equal({
      port: 80,
      ssl: true,
    });
  });

  it("says of a port that it is closed, another, or nothing", () => {
    const portOf = (network: unknown) => readApp({ network }).publicPort;

    expect(portOf({ "7180/tcp": null })).to.equal(null);
    expect(portOf({ "7180/tcp": 17_180 })).to.equal(17_180);
    for (const network of [{}, null, [], "7180", { "8099/tcp": 1 }, { "7180/tcp": -1 }])
      expect(portOf(network), JSON.stringify(network)).to.equal(undefined);
  });

  it("gives anything at all without more than that", () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
        for (const answer of [anything, json, { network: anything, hostname: json }])
          for (const read of [readCore, readApp, readMachine]) {
            for (const value of Object.values(believedOf(read, answer)))
              expect(value === null || /^(number|boolean|string)$/.test(typeof value)).to.equal(
                true,
              );
          }
      }),
    );
  });
});
