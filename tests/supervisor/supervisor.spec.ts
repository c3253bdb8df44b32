import { expect } from "chai";
import { createSupervisor, type Supervisor } from "../../server/supervisor/supervisor.ts";
import { createKeptLog } from "../support/kept-log.ts";
import {
  playSupervisor,
  supervisorToken,
  wellAnswered,
  type PlaySupervisor,
} from "../support/play-supervisor.ts";
import { until } from "../support/until.ts";

describe("The Supervisor, as it is asked", () => {
  let play: PlaySupervisor;
  let supervisor: Supervisor | undefined;
  let lines: readonly string[];

  beforeEach(async () => {
    play = await playSupervisor();
  });
  afterEach(async () => {
    supervisor?.close();
    await play.close();
  });

  const quick = { answerMs: 1_000, firstRetryMs: 5, lastRetryMs: 20, freshMs: 5_000 };
  function start(timings: Partial<typeof quick> = {}): Supervisor {
    const kept = createKeptLog();
    lines = kept.lines;
    return (supervisor = createSupervisor({
      ...{ url: play.url, token: supervisorToken, log: kept.log },
      timings: { ...quick, ...timings },
    }));
  }

  it("tells at once where Home Assistant is, which port is ours and what the machine is called", async () => {
    const asked = start();
    await until("all is told", () => asked.told().at !== undefined);

    const { at, ...told } = asked.told();
    expect(at).to.be.closeTo(Date.now(), 5_000);
    expect(told).to.deep.equal({
      core: { port: 80, ssl: false, version: "2026.11.1" },
      app: { publicPort: 7180, hostname: "local-vestibule", version: "0.1.0" },
      machine: { hostname: "homeassistant" },
    });
  });

  it("is shown the app's token, in its own header", async () => {
    await start().now(1_000);

    expect(play.asked.map(({ path }) => path)).to.have.members(Object.keys(wellAnswered()));
    for (const { token } of play.asked) expect(token).to.equal(supervisorToken);
  });

  it("knows nothing before it answered, and nobody waits for that", () => {
    expect(start().told()).to.deep.equal({});
  });

  it("is asked again until it tells everything, and what it told meanwhile counts", async () => {
    delete play.answers["/core/info"];
    const asked = start();
    await until("it was asked twice", () => play.asked.length > 3);
    const before = asked.told();
    play.answers["/core/info"] = { port: 8123, ssl: true };

    await until("all is told", () => asked.told().at !== undefined);

    expect(before).to.have.nested.property("app.publicPort", 7180);
    expect(before).not.to.have.any.keys("core", "at");
    expect(asked.told().core).to.deep.equal({ port: 8123, ssl: true });
  });

  it("is complained of once, and once it is said that it answers again", async () => {
    delete play.answers["/core/info"];
    const asked = start();
    await until("it was asked thrice", () => play.asked.length > 6);
    play.answers["/core/info"] = { port: 8123, ssl: true };
    await until("all is told", () => asked.told().at !== undefined);

    const loud = lines.filter((line) => / (INFO|WARN(ING)?) /.test(line));
    expect(loud).to.have.length(2);
    expect(loud[0]).to.include("The Supervisor does not let Vestibule ask /core/info (403).");
    expect(loud[1]).to.include("answers again");
  });

  it("keeps what it told when it falls silent", async () => {
    const asked = start();
    const told = await asked.now(1_000);
    await play.close();
    asked.askAgain();
    await until("the silence is noticed", () => lines.some((line) => line.includes("WARN")));

    expect(asked.told()).to.deep.equal(told);
    play = await playSupervisor();
  });

  it("tells of another port when it is asked again", async () => {
    const asked = start();
    await asked.now(1_000);
    play.answers["/core/info"] = { port: 8443, ssl: true };
    asked.askAgain();

    await until("the other port", () => asked.told().core?.port === 8443);
  });

  it("is asked once by many at the same time", async () => {
    const asked = start();
    for (let i = 0; i < 5; i++) asked.askAgain();
    await Promise.all([asked.now(1_000), asked.now(1_000)]);

    expect(play.asked).to.have.length(3);
  });

  it("is not asked for what it said a moment ago, and anew for what is old", async () => {
    const asked = start({ freshMs: 1_000_000 });
    await asked.now(1_000);
    await asked.now(1_000);
    expect(play.asked).to.have.length(3);

    supervisor?.close();
    const other = start({ freshMs: 0 });
    await other.now(1_000);
    await other.now(1_000);
    expect(play.asked).to.have.length(9);
  });

  it("is waited for no longer than somebody's patience", async () => {
    play.answers["/core/info"] = () => undefined;
    const asked = start({ answerMs: 600_000 });

    expect(await asked.now(5)).to.deep.equal({});
  });

  it("is asked nothing any more once it is closed, nor complained of", async () => {
    play.answers["/core/info"] = () => undefined;
    const asked = start({ answerMs: 600_000 });
    await until("it is being asked", () => play.asked.length === 3);
    asked.close();
    await asked.now(1_000);
    asked.askAgain();

    expect(play.asked).to.have.length(3);
    expect(lines.filter((line) => line.includes("WARN"))).to.deep.equal([]);
  });
});
