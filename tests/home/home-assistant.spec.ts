import { expect } from "chai";
import { z } from "zod";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { coreVersion } from "./harness/recipe.ts";
import { openWire, withWire } from "./harness/wire.ts";

const config = z.object({ version: z.string(), state: z.string(), recovery_mode: z.boolean() });
const person = z.object({ name: z.string(), is_owner: z.boolean(), is_admin: z.boolean() });
const states = z.array(z.object({ entity_id: z.string(), state: z.string() }));

describe("the real home", () => {
  let home: RealHome;

  before(async () => {
    home = await startHomeAssistant();
  });

  after(() => home.remove());

  const whoIs = (token: string): Promise<unknown> =>
    withWire(home.url, token, (wire) => wire.command({ type: "auth/current_user" }));

  it("is the Home Assistant we say we run on, running and whole", async () => {
    const found = config.parse(await home.command({ type: "get_config" }));

    expect(found).to.deep.equal({ version: coreVersion, state: "RUNNING", recovery_mode: false });
    expect(coreVersion).to.equal("2026.11.0");
  });

  it("listens on loopback only", async () => {
    const slots = z.object({ stable: z.object({ server_host: z.array(z.string()) }) });
    const { stable } = slots.parse(await home.command({ type: "http/config" }));

    expect(stable.server_host).to.deep.equal(["127.0.0.1"]);
  });

  it("knows the owner and the resident by their tokens", async () => {
    const owner = person.parse(await whoIs(home.ownerToken));
    const resident = person.parse(await whoIs(home.userToken));

    expect(owner).to.deep.equal({ name: "Camille", is_owner: true, is_admin: true });
    expect(resident).to.deep.equal({ name: "Noah", is_owner: false, is_admin: false });
  });

  it("refuses the resident what only admins may", async () => {
    const refusal = await withWire(home.url, home.userToken, (wire) =>
      wire.command({ type: "config/auth/list" }).catch((error: unknown) => error),
    );

    expect(refusal).to.have.property("code", "unauthorized");
  });

  it("refuses a wrong token", async () => {
    const refusal = await openWire(home.url, `${home.ownerToken}x`).catch(
      (error: unknown) => error,
    );

    expect(refusal).to.have.property("code", "auth_invalid");
  });

  it("is furnished like a family's", async () => {
    const found = states.parse(await home.command({ type: "get_states" }));
    const ids = new Set(found.map(({ entity_id }) => entity_id));

    expect([...ids]).to.include.members([
      "automation.garage_left_open",
      "input_boolean.guest_mode",
      "light.kitchen_lights",
      "lock.front_door",
      "person.lea",
      "scene.movie",
      "script.good_night",
      "switch.power_strip_with_2_sockets_outlet_1",
    ]);
    expect(ids).not.to.include("number.pwm_1", "which is disabled");
  });

  it("comes back after a restart, as another process with the same home", async () => {
    const before = home.pid;
    await home.command({
      type: "call_service",
      domain: "input_boolean",
      service: "turn_on",
      target: { entity_id: "input_boolean.guest_mode" },
    });

    await home.restart();

    const found = states.parse(await home.command({ type: "get_states" }));
    const guestMode = found.find(({ entity_id }) => entity_id === "input_boolean.guest_mode");
    expect(home.pid).not.to.equal(before);
    expect(guestMode?.state).to.equal("on");
  });

  it("comes back after it was killed", async () => {
    await home.kill();
    expect(() => home.pid).to.throw();

    await home.start();

    expect(config.parse(await home.command({ type: "get_config" })).state).to.equal("RUNNING");
  });

  it("stops with exit code 0 when asked politely", async () => {
    expect(await home.stop()).to.equal(0);
  });
});
