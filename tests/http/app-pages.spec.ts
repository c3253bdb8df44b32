import { expect } from "chai";
import { createSupervisor, type Supervisor } from "../../server/supervisor/supervisor.ts";
import { askApi } from "../support/ask-api.ts";
import { openBrowser, throughIngress } from "../support/callers.ts";
import { startDoors, type DoorOptions, type Doors } from "../support/doors.ts";
import { createKeptLog } from "../support/kept-log.ts";
import {
  playSupervisor,
  supervisorToken,
  wellAnswered,
  type PlaySupervisor,
} from "../support/play-supervisor.ts";
import { until } from "../support/until.ts";

describe("Inside the app", () => {
  let play: PlaySupervisor;
  let supervisor: Supervisor;
  let doors: Doors;

  async function open(options: DoorOptions = {}) {
    doors = await startDoors({ supervisor, ...options });
  }
  /** As somebody mapped 7180. */
  async function mapTo(port: number | null) {
    const info = wellAnswered()["/addons/self/info"];
    play.answers["/addons/self/info"] = { ...info, network: { "7180/tcp": port } };
    supervisor.askAgain();
    await until("it is told", () => supervisor.told().app?.publicPort === port);
  }
  const panel = () => doors.ingress.get("/").set("X-Forwarded-Host", "homeassistant.local:8123");
  const closed = 'data-port="closed"';

  beforeEach(async () => {
    play = await playSupervisor();
    supervisor = createSupervisor({
      ...{ url: play.url, token: supervisorToken, log: createKeptLog().log },
      timings: { firstRetryMs: 5, lastRetryMs: 20, freshMs: 0 },
    });
    await until("the Supervisor tells", () => supervisor.told().at !== undefined);
  });
  afterEach(async () => {
    supervisor.close();
    await doors.close();
    await play.close();
  });

  it("the panel shows the port that the machine's owner gave 7180", async () => {
    await open();
    await mapTo(17_180);

    const { text } = await panel();

    expect(text).to.include("http://homeassistant.local:17180/mcp").and.not.include(closed);
  });

  it("the panel says when that port is closed, and how other apps still get in", async () => {
    await open();
    await mapTo(null);

    const { text } = await panel();

    expect(text).to.include(closed).and.include("http://local-vestibule:7180/mcp");
    expect(text).not.to.include("homeassistant.local:7180");
  });

  it("the panel shows the public address where there is one, whatever the port", async () => {
    await open({ public_url: "https://hall.example.org" });
    await mapTo(null);

    const { text } = await panel();

    expect(text).to.include("https://hall.example.org/mcp").and.not.include(closed);
  });

  it("somebody signs in with the Home Assistant that the Supervisor names", async () => {
    await open();
    doors.home.updateUser("Robin", { password: "robins secret" });
    const port = Number(new URL(doors.home.url).port);
    play.answers["/core/info"] = { port, ssl: false };
    const browser = openBrowser();
    const begun = await doors.http.get("/auth/home");
    browser.received?.(begun);
    const body = new URLSearchParams({ username: "robin", password: "robins secret" });
    const vouched = await fetch(begun.headers["location"] ?? "", {
      ...{ method: "POST", body, redirect: "manual" },
    });
    const back = new URL(vouched.headers.get("location") ?? "");

    const answer = await doors.http.get(back.pathname + back.search).set(browser.headers());

    expect(answer.status).to.equal(200);
    expect(answer.text).to.include("Robin");
  });

  it("an admin reads in the status what the Supervisor said, and nobody else does", async () => {
    await open();
    const alex = await throughIngress(doors, "Alex");
    const robin = await throughIngress(doors, "Robin");

    const { reply } = await askApi(doors, "GET /api/status", alex);
    const others = await askApi(doors, "GET /api/status", robin);

    expect(reply).to.have.deep.nested.property("supervisor.home_assistant", {
      ...{ port: 80, ssl: false, version: "2026.11.1" },
    });
    expect(reply).to.deep.nested.include({
      ...{ "supervisor.public_port": 7180, "supervisor.app_version": "0.1.0" },
    });
    expect(reply).to.have.nested.property("supervisor.age_ms").that.is.at.least(0);
    expect(JSON.stringify(reply)).not.to.include(supervisorToken);
    expect(others.reply).not.to.have.property("supervisor");
  });

  it("a Supervisor that falls silent keeps nobody waiting, at no door", async () => {
    await open();
    const silence = () => undefined;
    Object.assign(play.answers, { "/core/info": silence, "/addons/self/info": silence });
    supervisor.askAgain();
    await until("it is asked in vain", () => play.asked.length > 5);

    const page = await panel();
    const called = await doors.http
      .post("/rest/whoami")
      .set("Authorization", `Bearer ${doors.people.resident.secret}`)
      .send({});

    expect([page.status, called.status]).to.deep.equal([200, 200]);
    expect(page.text).to.include("http://homeassistant.local:7180/mcp");
  });
});
