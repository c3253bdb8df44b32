import { expect } from "chai";
import fc from "fast-check";
import type { PermissionsView } from "../../shared/views.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { modern, post } from "../support/raw-mcp.ts";

/** What an admin may do to somebody who calls all the while, and whether they may look at the house then. */
const changes = [
  "deny",
  "allow",
  "freeze",
  "lift",
  "deny role",
  "allow role",
  "come or go",
] as const;
type Change = (typeof changes)[number];

interface Standing {
  denied: boolean;
  roleDenied: boolean;
  frozen: boolean;
  gone: boolean;
}

const mayLook = ({ denied, roleDenied, frozen, gone }: Standing) =>
  !denied && !roleDenied && !frozen && !gone;

describe("Calls while rules change", function () {
  this.timeout(60_000);
  let doors: Doors;
  before(async () => {
    doors = await startDoors();
    await doors.access.roles.put("lodger", {}, doors.people.admin.user.id);
  });
  after(() => doors.close());

  const rulesOf = (isDenied: boolean): PermissionsView => ({
    rules: isDenied ? [{ target: "tool:home_overview", decision: "deny" }] : [],
    ...{ scope: [], limits: [] },
  });
  const ofRole = (isDenied: boolean): PermissionsView => ({
    rules: [{ target: "effect:read", decision: isDenied ? "deny" : "allow" }],
    ...{ scope: [{ select: "all", access: "see" }], limits: [] },
  });

  const looks = {
    rest: async (secret: string) =>
      (await doors.http.post("/rest/home_overview").auth(secret, { type: "bearer" }).send({}))
        .status === 200,
    mcp: async (secret: string) => {
      const call = { name: "home_overview", arguments: {} };
      const { message } = await post(doors.url, modern(secret, "tools/call", call));
      return JSON.stringify(message).includes("floors");
    },
    list: async (secret: string) =>
      JSON.stringify((await post(doors.url, modern(secret, "tools/list", {}))).message).includes(
        "home_overview",
      ),
  } as const;

  /** Answers when the change is made. */
  async function make(change: Change, userId: string, standing: Standing): Promise<void> {
    const user = { kind: "user", id: userId } as const;
    const { permissions, roles, freeze, users } = doors.access;
    const { admin } = doors.people;
    switch (change) {
      case "deny":
      case "allow":
        standing.denied = change === "deny";
        return permissions.put(
          [{ subject: user, permissions: rulesOf(standing.denied) }],
          admin.user.id,
        );
      case "freeze":
        standing.frozen = true;
        return freeze.freeze(user, admin.user);
      case "lift":
        standing.frozen = false;
        return freeze.lift(user);
      case "deny role":
      case "allow role":
        standing.roleDenied = change === "deny role";
        await roles.put("lodger", { permissions: ofRole(standing.roleDenied) }, admin.user.id);
        return;
      case "come or go":
        standing.gone = !standing.gone;
        // Their time here is over, and then it is not.
        await users.change(userId, {
          expires_at: standing.gone ? Date.now() + 100 : null,
        });
        await new Promise((resolve) => setTimeout(resolve, 110));
    }
  }

  it("go by the rules of the last answer, whatever came before and whatever runs meanwhile", async () => {
    let people = 0;
    const steps = fc.array(
      fc.record({
        change: fc.constantFrom(...changes),
        door: fc.constantFrom("rest", "mcp", "list"),
        meanwhile: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 5, maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (made) => {
        people += 1;
        const { id } = await doors.access.users.create({
          ...{ username: `lodger-${people}`, password: "correct horse", role: "lodger" },
        });
        const { secret } = await doors.access.tokens.create(id, { name: "chat", rights: "same" });
        const standing = { denied: false, roleDenied: false, frozen: false, gone: false };
        await make("allow role", id, standing);

        for (const { change, door, meanwhile } of made) {
          const running = Array.from({ length: meanwhile }, () => looks.rest(secret));
          await make(change, id, standing);

          const [saw] = await Promise.all([looks[door](secret), ...running]);

          expect(saw, `${change} at ${door}`).to.equal(mayLook(standing));
        }
      }),
      { numRuns: 8 },
    );
  });

  it("go by the last of a hundred quick changes", async () => {
    const { secret, user } = doors.people.resident;
    const standing = { denied: false, roleDenied: false, frozen: false, gone: false };
    const subject = { kind: "user", id: user.id } as const;
    const running: Promise<boolean>[] = [];

    for (let made = 0; made < 100; made += 1) {
      standing.denied = made % 2 === 0;
      const change = doors.access.permissions.put(
        [{ subject, permissions: rulesOf(standing.denied) }],
        doors.people.admin.user.id,
      );
      running.push(looks.rest(secret));
      await change;
      if (made % 10 < 2) expect(await looks.rest(secret), String(made)).to.equal(!standing.denied);
    }
    await Promise.all(running);

    expect(await looks.rest(secret)).to.equal(true);
  });
});
