import { expect } from "chai";
import type { AuditEntry } from "../../../server/gateway/audit-entry.ts";
import { actUntilKilled, acts, type AnsweredAct } from "../../process/act-until-killed.ts";
import { callRest } from "../../process/settled.ts";
import { until } from "../../support/until.ts";
import { integrityOf } from "./harness/database-file.ts";
import { bootMs, imageHouse, isReady, publicUrl, type ImageHouse } from "./harness/image-house.ts";
import type { ImageContainer } from "./harness/image-container.ts";
import { hasServer, isServer, killUntilGivenUp } from "./harness/kill.ts";

const lamp = "light.kitchen_ceiling";

describe("a server that is killed in its container", () => {
  let house: ImageHouse;
  before(async () => {
    house = await imageHouse();
  });
  after(() => house.close());

  it("is started again in place, and has lost nothing that it answered", async () => {
    const container = await house.boot();
    await isReady(container);
    const first = container.server().pid;
    const answers: readonly AnsweredAct[] = await actUntilKilled({
      ...{ url: publicUrl, secret: house.secret, lamp },
      kill: () => void container.killServer("SIGKILL"),
    });
    await isServedAgain(container, first);
    const again = await callRest(publicUrl, house.secret, "whoami");
    const code = await container.stop(bootMs);
    const journal: ReadonlyMap<string, AuditEntry> = await house.household.journal();

    expect(again.status).to.equal(200);
    expect(answers).to.have.length.above(acts / 4);
    expect(answers.filter(({ callId }) => !journal.has(callId))).to.deep.equal([]);
    expect(await integrityOf(house.dataDir)).to.equal("ok");
    expect(code).to.equal(0);
  });

  it("is given up after the sixth time within a minute, with the code of its end", async () => {
    const container = await house.boot();
    expect(await killUntilGivenUp(container)).to.equal(137);
  });
});

async function isServedAgain(container: ImageContainer, first: number): Promise<void> {
  await until("another server runs", () => hasServer(container) && !isServer(container, first));
  await isReady(container);
}
