import { expect } from "chai";
import { checkRoleOptions } from "../server/check-role-options.ts";
import { toFailure } from "../server/errors.ts";
import { startAccess, type TestAccess } from "./support/access.ts";

describe("Options that name a role", () => {
  let inside: TestAccess;
  const usual = { newcomer_role: "resident", registration_role: "guest" };

  before(async () => {
    inside = await startAccess();
  });
  after(() => inside.close());

  const check = (options: Partial<typeof usual>) =>
    checkRoleOptions({ ...usual, ...options }, inside.access.roles).then(
      () => undefined,
      (error: unknown) => toFailure(error),
    );

  it("are fine with the roles that there always are", async () => {
    expect(await check({})).to.equal(undefined);
  });

  it("are fine with a role that somebody made", async () => {
    await inside.access.roles.put("gardener", { description: "Waters." }, "somebody");

    expect(await check({ newcomer_role: "gardener" })).to.equal(undefined);
  });

  for (const option of ["newcomer_role", "registration_role"] as const)
    it(`name the option, its value and the roles that there are when ${option} has none of them`, async () => {
      expect(await check({ [option]: 'bo"ss\n' })).to.deep.include({
        code: "invalid_input",
        message: `${option} in the options is "bo\\"ss\\n", and there is no such role.`,
      });
      expect((await check({ [option]: "boss" }))?.hint).to.match(
        /^Roles are admin, editor, .*guest, .*resident, viewer\.$/,
      );
    });
});
