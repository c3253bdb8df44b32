import { expect } from "chai";
import type { Principal } from "../../../server/access/principal.ts";
import type { Surroundings } from "../../../server/policy/conditions.ts";
import { decide } from "../../../server/policy/decide.ts";
import type { ToolFacts } from "../../../server/policy/rules.ts";
import type { PermissionsView, RuleView } from "../../../shared/views.ts";
import { startAccess, type TestAccess } from "../../support/access.ts";
import { failureOf } from "../../support/failure.ts";

const arrival = { address: "192.168.1.20", client: "curl/8" } as const;
const lamps: ToolFacts = { name: "set_light", toolset: "control", effect: "execute" };
const nothing: PermissionsView = { rules: [], scope: [], limits: [] };
const withRules = (...rules: readonly RuleView[]): PermissionsView => ({ ...nothing, rules });
const noLamps = withRules({ target: "tool:set_light", decision: "deny" });

const on = ({ rights }: Principal) => decide(lamps, rights);
const isFrozen = ({ rights }: Principal) => rights.frozen;

describe("imagined permissions", () => {
  let house: TestAccess;

  const surroundings = (): Surroundings => ({
    now: house.clock.now(),
    local: () => ({ weekday: "mon", minuteOfDay: 12 * 60 }),
    somebodyHome: () => undefined,
    stateOf: () => undefined,
  });

  beforeEach(async () => {
    house = await startAccess({ surroundings });
  });
  afterEach(() => house.close());

  const by = () => house.people.admin.user.id;
  const resident = () => house.people.resident;
  const tokenEnters = () =>
    house.access.authenticate(resident().secret, { ...arrival, door: "rest" });

  const imagine = (...given: Parameters<TestAccess["access"]["permissions"]["imagine"]>) =>
    house.access.permissions.imagine(...given);

  it("are a user's, a token's or a role's under other rules, and change nothing", async () => {
    const subjects = [
      { kind: "user", id: resident().user.id },
      { kind: "token", id: resident().token.id },
      { kind: "role", id: "resident" },
    ] as const;
    for (const subject of subjects) {
      const as = await imagine(subject);
      const other = await imagine(subject, noLamps);

      expect(on(as.principal).kind, subject.kind).to.equal("allow");
      expect(on(other.principal).kind, subject.kind).to.equal("deny");
      expect(decide(lamps, other.rights).kind, subject.kind).to.equal("deny");
    }
    expect(on(await tokenEnters()).kind).to.equal("allow");
  });

  it("are those of another moment, too", async () => {
    const until = Date.now() + 60_000;
    const rule = { target: "tool:set_light", decision: "deny", until } as const;

    const { id } = resident().user;
    const imagined = await imagine({ kind: "user", id }, withRules(rule));

    const at = (now: number) => decide(lamps, imagined.rightsAt({ ...surroundings(), now })).kind;
    expect([at(until - 1), at(until)]).to.deep.equal(["deny", "allow"]);
  });

  it("are frozen now as the user is, and not at another moment", async () => {
    const { id } = resident().user;
    await house.access.freeze.freeze({ kind: "user", id }, { id: by(), username: "admin" });

    const imagined = await imagine({ kind: "user", id });

    expect(isFrozen(imagined.principal)).to.equal("the user is frozen");
    expect(imagined.rightsAt(surroundings()).frozen).to.equal(undefined);
  });

  it("are nobody's when there is nobody, and refused when they make no sense", async () => {
    for (const kind of ["user", "token", "role"] as const)
      expect(await failureOf(imagine({ kind, id: "nobody" }))).to.have.property(
        "code",
        "not_found",
      );
    const wrong = withRules({ target: "effect:fly", decision: "allow" });
    expect(await failureOf(imagine({ kind: "role", id: "guest" }, wrong))).to.have.property(
      "code",
      "invalid_input",
    );
  });
});
