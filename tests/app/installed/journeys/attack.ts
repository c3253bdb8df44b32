import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { addresses } from "../addresses.ts";
import type { Machine } from "../machine.ts";
import { forgeries } from "./forgeries.ts";

interface Attacker {
  readonly from: string;
  readonly to: string;
  /** The Supervisor is who it is at the Ingress port alone. */
  readonly ports?: readonly number[];
}

const attackers: readonly Attacker[] = [
  { from: addresses.home, to: addresses.app },
  { from: addresses.anotherApp, to: addresses.app },
  { from: addresses.app, to: addresses.app },
  { from: "127.0.0.1", to: "127.0.0.1" },
  { from: "127.0.0.1", to: addresses.app },
  { from: "::1", to: "::1" },
  { from: `::ffff:${addresses.anotherApp}`, to: `::ffff:${addresses.app}` },
  { from: addresses.supervisor, to: addresses.app, ports: [7180] },
];

const bothPorts = [8099, 7180] as const;
const refusals = [400, 401, 403];

/** Sends it as it is, and reads all that comes back. */
async function send(wish: {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly raw: string;
}) {
  const socket = connect({ host: wish.to, port: wish.port, localAddress: wish.from });
  const late = setTimeout(() => socket.destroy(), 5_000);
  socket.write(wish.raw, "latin1");
  const answer = await text(socket);
  clearTimeout(late);
  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { answer, statuses };
}

/** Everybody but the Supervisor at the Ingress port, with every spelling of what it sends. */
export function attack(machine: Machine): void {
  describe("refuses headers of Ingress that are forged", () => {
    let ownerId: string;
    let usersBefore: readonly string[];
    const usersNow = async () => (await machine.users()).users.map(({ id }) => id);

    before(async () => {
      ownerId = (await machine.camille.enter()).home_user_id ?? "";
      expect(ownerId).to.match(/^[0-9a-f]{32}$/);
      usersBefore = await usersNow();
    });

    it("which are believed from the Supervisor at the Ingress port", async () => {
      const { supervisor: from, app: to } = addresses;
      const forge = forgeries["as it is written"];
      const raw = forge?.({ id: ownerId, host: `${to}:8099` }) ?? "";
      const { answer, statuses } = await send({ from, to, port: 8099, raw });

      expect(statuses).to.deep.equal([200]);
      expect(answer).to.contain(ownerId);
    });

    for (const { from, to, ports = bothPorts } of attackers)
      for (const port of ports)
        for (const [spelling, forge] of Object.entries(forgeries))
          it(`by ${from} at ${to}:${port}, ${spelling}`, async () => {
            const host = `${to.includes(":") ? `[${to}]` : to}:${port}`;
            const raw = forge({ id: ownerId, host });
            const { answer, statuses } = await send({ from, to, port, raw });

            expect(refusals, answer).to.include(statuses.at(-1));
            expect(answer).not.to.contain("csrf_token");
            expect(answer).not.to.contain(ownerId);
          });

    it("and nobody became anybody by it", async () => {
      expect(await usersNow()).to.deep.equal(usersBefore);
    });
  });

  describe("takes nobody for somebody else who adds to what Ingress says", () => {
    const added = [
      ...["X-Remote-User-Id", "x-remote-user-id", "X_Remote_User_Id", "X-Remote_User-Id"],
      ...["X-REMOTE-USER-ID", "X-Remote-User-Id-", "X-X-Remote-User-Id", "X-Remote%2DUser-Id"],
    ];
    for (const name of added)
      it(`as ${name}`, async () => {
        const noah = await machine.panelOf("noah");
        const camille = await machine.panelOf("camille");
        const { status, reply } = await noah.try(
          "GET /api/auth/me",
          {},
          { [name]: camille.homeId },
        );

        expect(status).to.equal(200);
        expect(reply.home_user_id).to.equal(noah.homeId);
        expect((await noah.try("GET /api/users", {}, { [name]: camille.homeId })).status).to.equal(
          403,
        );
      });
  });
}
