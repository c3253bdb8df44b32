import { expect } from "chai";
import type { PermissionsView } from "../../shared/views.ts";
import { askApi } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const nothing: PermissionsView = { rules: [], scope: [], limits: [] };

describe("Attacks on replaying", () => {
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
    const act = (tool: string, args: object) =>
      doors.http
        .post(`/rest/${tool}`)
        .auth(doors.people.resident.secret, { type: "bearer" })
        .send(args);
    await act("set_light", { targets: ["light.hall_ceiling"], on: true });
    await act("get_entity", { entities: ["light.hall_ceiling"] });
    await act("call_service", {
      service: "lock.unlock",
      target: { entity_id: ["lock.front_door"] },
    });
    await doors.journal();
  });
  after(() => doors.close());

  const replay = async (who: Parameters<typeof askApi>[2], permissions = nothing) => {
    const subject = { kind: "user", id: doors.people.resident.user.id } as const;
    return askApi(doors, "POST /api/permissions/replay", who, { body: { subject, permissions } });
  };

  it("asks the home for nothing", async () => {
    const admin = await signIn(doors, "admin");
    const before = doors.home.received();

    const { reply } = await replay(admin);

    expect(doors.home.received()).to.equal(before);
    expect(reply.calls).to.equal(3);
  });

  it("counts every call once, whatever it would have come to", async () => {
    const admin = await signIn(doors, "admin");

    const { reply } = await replay(admin, {
      ...nothing,
      rules: [{ target: "tool:set_light", decision: "deny" }],
    });

    const { calls, allowed, asked, refused, unknown } = reply;
    expect(allowed + asked + refused + unknown).to.equal(calls);
    expect(reply.reasons.reduce((sum, one) => sum + one.calls, 0)).to.equal(unknown);
  });

  it("is done a few at a time for everybody", async () => {
    const { resident } = doors.people;
    const answers = await Promise.all(Array.from({ length: 12 }, () => replay(resident.secret)));
    const after = await replay(resident.secret);

    const statuses = answers.map(({ status }) => status);
    expect(statuses).to.include(200).and.include(429);
    expect(new Set(statuses).size).to.equal(2);
    expect(after.status).to.equal(200);
  });
});
