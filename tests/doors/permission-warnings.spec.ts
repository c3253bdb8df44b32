import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import type { LimitView, PermissionsView, RuleView, ScopeRuleView } from "../../shared/views.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

const nothing: PermissionsView = { rules: [], scope: [], limits: [] };
const denyAll: RuleView = { target: "all", decision: "deny" };
const misspelt: RuleView = { target: "tool:set_lights", decision: "deny" };

describe("Whoever writes rules", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(name: Name, asked: Asked<Name>) =>
    askApi(doors, name, admin, asked);
  const write = async (permissions: Partial<PermissionsView>) => {
    const { id } = doors.people.resident.user;
    const answer = await ask("PUT /api/permissions/users/:id", {
      ...{ id, body: { ...nothing, ...permissions } },
    });
    await ask("DELETE /api/permissions/users/:id", { id });
    return answer;
  };
  const warned = async (permissions: Partial<PermissionsView>) =>
    (await write(permissions)).reply.warnings;
  const defaults = async (rules: readonly RuleView[]) => {
    const answer = await ask("PUT /api/permissions/defaults", {
      body: { everybody: { ...nothing, rules } },
    });
    await ask("PUT /api/permissions/defaults", { body: { everybody: nothing } });
    return answer;
  };
  const role = async (rules: readonly RuleView[]) => {
    const body = { permissions: { ...nothing, rules } };
    const answer = await ask("PUT /api/roles/:id", { id: "kid", body });
    await askApi(doors, "DELETE /api/roles/:id", admin, { id: "kid" });
    return answer;
  };
  const bulk = (...lists: readonly (readonly RuleView[])[]) =>
    ask("PUT /api/permissions/bulk", {
      body: {
        items: lists.map((rules) => ({
          ...{ kind: "user" as const, id: doors.people.editor.user.id },
          permissions: { ...nothing, rules },
        })),
      },
    });

  describe("hears of a rule that decides over nothing", () => {
    const ofResident =
      'rules.0: "all" decides over nothing: what "role resident: effect:read", "role resident: effect:execute" say goes before it. Say "effect:read", "effect:execute" too.';

    it("beside the role of a user", async () => {
      expect(await warned({ rules: [denyAll] })).to.deep.equal([ofResident]);
    });

    it("in bulk, by the item", async () => {
      const { reply } = await bulk([{ target: "tool:set_light", decision: "deny" }], [denyAll]);

      expect(reply).to.have.property("written", 2);
      expect(reply.warnings).to.have.length(1);
      expect(reply.warnings?.[0]).to.match(/^items\.1\.rules\.0: "all" decides over nothing/);
    });

    it("of everybody, below every role", async () => {
      const { reply } = await defaults([
        { target: "effect:read", decision: "deny" },
        { target: "tool:set_light", decision: "deny" },
      ]);

      expect(reply.warnings).to.have.length(1);
      expect(reply.warnings?.[0])
        .to.match(/^everybody\.rules\.0: "effect:read" decides over nothing/)
        .and.match(
          /role viewer: effect:read".* and \d+ more say goes before it. Change the roles.$/,
        );
    });

    it("of a role, also where it says the same target twice", async () => {
      const { reply } = await role([
        { target: "effect:read", decision: "allow" },
        { target: "effect:read", decision: "deny" },
      ]);

      expect(reply.warnings).to.deep.equal([
        'permissions.rules.1: "effect:read" decides over nothing: the same target stands before it.',
      ]);
    });
  });

  describe("hears of what the home does not have", () => {
    it("of services and of fields, with what is nearest", async () => {
      const limits: readonly LimitView[] = [
        { name: "a", service: "climate.set_temperatur", per_day: 1 },
        { name: "b", service: "climate.set_temperature", field: "temperatur", max: 23 },
        { name: "c", service: "colour.*", per_day: 1 },
      ];
      const rules: readonly RuleView[] = [{ target: "service:lock.unlok", decision: "deny" }];

      const [rule, service, field, pattern] = (await warned({ rules, limits })) ?? [];

      expect(rule).to.match(
        /^rules\.0\.target: the home has no service "lock\.unlok" now\. Nearest: lock\.unlock,/,
      );
      expect(service).to.match(/^limits\.0\.service: .*Nearest: climate\.set_temperature,/);
      expect(field).to.match(
        /^limits\.1\.field: "climate\.set_temperature" has no field "temperatur"\. Nearest: temperature,/,
      );
      expect(pattern).to.match(/^limits\.2\.service: the home has no service "colour\.\*" now/);
    });

    it("of areas, floors, labels, domains, devices and entities", async () => {
      const gone = [
        ...["area:kichen", "floor:cellarr", "label:nobody", "domain:lihgt"],
        ...["device:none", "entity:light.none"],
      ];
      const scope = gone.map((select): ScopeRuleView => ({ select, access: "none" }));
      const limit: LimitView = { name: "a", service: "light.*", select: "area:kichen", per_day: 1 };

      const warnings = (await warned({ scope, limits: [limit] })) ?? [];

      expect(warnings.map((sentence) => sentence.split(":", 1)[0])).to.deep.equal([
        ...gone.map((_, index) => `scope.${index}.select`),
        "limits.0.select",
      ]);
      expect(warnings[0]).to.match(/the home has no area "kichen" now\. Nearest: kitchen,/);
      expect(warnings[5]).to.equal('scope.5.select: the home has no entity "light.none" now.');
    });

    it("of what conditions hang on", async () => {
      const when = { state: { entity_id: "input_boolean.none", is: ["on"] } };

      expect(
        await warned({
          rules: [{ target: "tool:set_light", decision: "deny", when }],
          scope: [{ select: "area:kitchen", access: "none", when }],
          limits: [{ name: "a", service: "*", per_day: 1, when }],
        }),
      ).to.deep.equal(
        ["rules.0", "scope.0", "limits.0"].map(
          (at) => `${at}.when.state.entity_id: the home has no entity "input_boolean.none" now.`,
        ),
      );
    });

    it("twenty times at most", async () => {
      const scope = Array.from({ length: 30 }, (_, at) => ({
        ...{ select: `area:none_${at}`, access: "see" as const },
      }));

      expect(await warned({ scope })).to.have.length(20);
    });
  });

  it("hears nothing of what does something", async () => {
    const { reply } = await write({
      rules: [
        { target: "effect:execute", decision: "deny" },
        { target: "tool:set_light", decision: "allow" },
        { target: "service:lock.*", decision: "deny" },
        { target: "risk:siren", decision: "deny" },
      ],
      scope: [
        { select: "all", access: "see" },
        { select: "area:kitchen", access: "control" },
        { select: "domain:light", access: "control" },
        { select: "entity:lock.front_door", access: "none" },
      ],
      limits: [
        { name: "Heat", service: "climate.set_temperature", field: "temperature", max: 23 },
        { name: "Light", service: "light.*", field: "brightness_pct", max: 50 },
        { name: "Any", service: "*", per_day: 100 },
      ],
    });

    expect(reply.written.rules).to.have.length(4);
    expect(reply).to.not.have.property("warnings");
  });

  describe("is refused a tool that does not exist", () => {
    it("wherever it is written, and told what is nearest", async () => {
      const answers = [
        await write({ rules: [denyAll, misspelt] }),
        await bulk([denyAll], [misspelt]),
        await defaults([misspelt]),
        await ask("PUT /api/roles/:id", {
          ...{ id: "kid", body: { permissions: { ...nothing, rules: [misspelt] } } },
        }),
      ];

      const places = ["rules.1", "items.1.rules.0", "everybody.rules.0", "permissions.rules.0"];
      answers.forEach(({ status, body }, index) => {
        expect(status).to.equal(422);
        expect(body).to.have.nested.property(
          ...([
            "error.message",
            `${places[index]}.target: there is no tool "set_lights".`,
          ] as const),
        );
        expect(body).to.have.nested.property("error.hint").that.includes('Say "tool:set_light",');
      });
    });

    it("nor a toolset", async () => {
      const { status, body } = await write({
        rules: [{ target: "toolset:explorer", decision: "deny" }],
      });

      expect(status).to.equal(422);
      expect(body).to.have.nested.property("error.hint").that.includes('Say "toolset:explore"');
    });

    it("and reads on what an update took away", async () => {
      const { id } = doors.people.viewer.user;
      const permissions = { ...nothing, rules: [misspelt] };
      await doors.access.permissions.put([{ subject: { kind: "user", id }, permissions }], "ada");

      const { reply } = await ask("GET /api/permissions/users/:id", { id });

      expect(reply.written.rules).to.deep.equal([misspelt]);
      expect(reply.effective.tools.map(({ decision }) => decision)).to.include("allow");
    });
  });
});
