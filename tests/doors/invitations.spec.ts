import { expect } from "chai";
import type { Api } from "../../shared/api.ts";
import { askApi, type ApiCaller, type Asked } from "../support/ask-api.ts";
import { signIn } from "../support/callers.ts";
import { startDoors, type Doors } from "../support/doors.ts";

describe("API of invitations", () => {
  let doors: Doors;
  let admin: ApiCaller;

  before(async () => {
    doors = await startDoors();
    admin = await signIn(doors, "admin");
  });
  after(() => doors.close());

  const ask = <Name extends keyof Api>(
    name: Name,
    who: string | ApiCaller | undefined,
    asked?: Asked<Name>,
  ) => askApi(doors, name, who, asked);

  const invite = async (body: object) => ask("POST /api/users/invitations", admin, { body });

  it("let one person in once, with the role and the end that they name", async () => {
    const { reply, status } = await invite({ role: "guest", name: "Aunt", guest_until: "3d" });
    const register = (username: string) =>
      ask("POST /api/auth/register", undefined, {
        body: { invitation: reply.secret, username, password: "a long enough password" },
      });

    const first = await register("aunt");
    const second = await register("uncle");

    expect(status).to.equal(201);
    expect(reply.path).to.equal(`/register#${reply.secret}`);
    expect(first.reply).to.include({ username: "aunt", role: "guest" });
    expect(first.reply.expires_at).to.equal(reply.guest_until);
    expect(second.status).to.equal(403);
  });

  it("are listed and written down without their secret, and can be taken back", async () => {
    const { reply } = await invite({ role: "resident", name: "Lodger" });

    const listed = await ask("GET /api/users/invitations", admin);
    const gone = await ask("DELETE /api/users/invitations/:id", admin, { id: reply.id });
    const again = await ask("DELETE /api/users/invitations/:id", admin, { id: reply.id });

    expect(listed.reply.invitations.map(({ name }) => name)).to.include("Lodger");
    expect(JSON.stringify(listed.reply)).to.not.include(reply.secret);
    expect(JSON.stringify(await doors.journal())).to.not.include(reply.secret);
    expect([gone.status, again.status]).to.deep.equal([200, 404]);
  });

  it("tell who holds them what they are for, and stay good", async () => {
    const fresh = await invite({ role: "resident", name: "the loud one" });
    const reset = await invite({ user_id: doors.people.viewer.user.id, expires: "1d" });
    const open = ({ secret }: { readonly secret: string }) =>
      ask("POST /api/auth/invitation", undefined, { body: { invitation: secret } });

    await open(fresh.reply);
    const forNew = await open(fresh.reply);
    const forViewer = await open(reset.reply);

    expect(forNew.reply).to.deep.equal({ expires_at: fresh.reply.expires_at });
    expect(forViewer.reply).to.deep.equal({
      user: { username: "viewer", name: "viewer" },
      expires_at: reset.reply.expires_at,
    });
    const [entry] = await doors.journal();
    expect(entry).to.include({ tool: "invitation.open", status: "completed", username: "viewer" });
    expect(JSON.stringify(await doors.journal())).to.not.include(reset.reply.secret);
  });

  it("tell nothing when they are not good, and that is written down", async () => {
    const { reply } = await invite({ role: "resident" });
    await ask("DELETE /api/users/invitations/:id", admin, { id: reply.id });

    const answer = await ask("POST /api/auth/invitation", undefined, {
      body: { invitation: reply.secret },
    });

    expect(answer.status).to.equal(403);
    const [entry] = await doors.journal();
    expect(entry).to.include({ tool: "invitation.open", status: "refused" });
  });

  for (const [what, body, status] of [
    ["to a role that is not there", { role: "king" }, 422],
    ["of somebody who is not there", { user_id: "nobody" }, 404],
    ["for longer than thirty days", { role: "guest", expires: "31d" }, 422],
    ["with a field of ours", { role: "guest", used_at: 1 }, 422],
  ] as const)
    it(`are not made ${what}`, async () => {
      expect((await invite(body)).status).to.equal(status);
    });
});
