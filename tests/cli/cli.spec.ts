import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { runCommand } from "../../cli/run-command.ts";
import { isWellFormed } from "../../server/access/tokens/secrets.ts";
import { shownOf } from "../../server/access/tokens/token-views.ts";
import { nameOfScope } from "../../server/policy/scope.ts";
import { startAccess, type TestAccess } from "../support/access.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { until } from "../support/until.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const arrival = { door: "rest", address: "::1" } as const;

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as a process of its own, with the data directory of a house that is open here. */
async function startProcess(dataDir: string, args: string, input = ""): Promise<Finished> {
  const child = spawn(process.execPath, ["--import=tsx/esm", main, ...args.split(" ")], {
    env: { PATH: process.env["PATH"], DATA_DIR: dataDir },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

describe("the vestibule command, beside a running house", function () {
  // A process that loads the whole store takes its time on a busy machine.
  this.timeout(30_000);
  let house: TestAccess;
  before(async () => {
    house = await startAccess();
  });
  after(() => house.close());

  const runProcess = (args: string, input?: string) => startProcess(house.dataDir, args, input);

  /** The same in this process, over a second store: a hundred times quicker to start. */
  async function run(args: string, dataDir = house.dataDir): Promise<Finished> {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCommand(args.split(" "), {
      print: (line) => out.push(`${line}\n`),
      note: (line) => err.push(`${line}\n`),
      readInput: () => Promise.resolve(""),
      environment: { DATA_DIR: dataDir },
    });
    return { code, out: out.join(""), err: err.join("") };
  }
  const newest = async () => (await house.store.audit.find({}, { limit: 1 })).entries[0];

  it("makes a user with a password from standard input, whom the house knows at once", async () => {
    const made = await runProcess(
      "user create --username anna --role resident --name Anna --password-stdin --json",
      "correct horse\n",
    );

    const user = await house.access.users.find("anna");
    expect(made).to.deep.equal({
      ...{ code: 0, err: "" },
      out: `${JSON.stringify({ id: user?.id, username: "anna", role: "resident" })}\n`,
    });
    expect(user).to.have.property("name", "Anna");
    const entry = await newest();
    expect(entry).to.deep.include({
      ...{ kind: "security", door: "cli", tool: "user.create", status: "completed" },
    });
    expect(JSON.stringify(entry)).to.not.contain("correct horse");
  });

  it("makes a token that is let in at once, and answers exactly its id and the token", async () => {
    const args =
      "token create --user resident --name n8n --allow effect:read --scope exposed --doors rest" +
      " --addresses ::1 --calls-per-minute 5 --expires 30d --unattended --json";

    const { out, code } = await runProcess(args);

    const made = JSON.parse(out) as Record<string, string>;
    expect(code).to.equal(0);
    expect(Object.keys(made)).to.deep.equal(["id", "token"]);
    const principal = await house.access.authenticate(made["token"] ?? "", arrival);
    expect(principal.token).to.deep.include({
      ...{ id: made["id"], rights: "chosen", doors: ["rest"], addresses: ["::1"] },
      ...{ attended: false, callsPerMinute: 5 },
    });
    expect(nameOfScope(principal.rights.scope)).to.equal("exposed");
    const entry = await newest();
    expect(entry).to.have.property("tool", "token.create");
    expect(JSON.stringify(entry)).to.not.contain(made["token"]);
  });

  it("shows a token alone on standard output, and says so beside it", async () => {
    const { out, err } = await run("token create --user guest --name phone --rights same");

    expect(isWellFormed(out.trimEnd())).to.equal(true);
    expect(err).to.contain("It is shown only now");
  });

  it("ends a token for the house that is running", async () => {
    const { secret, token } = house.people.editor;
    await house.access.authenticate(secret, arrival);
    const heard = new Promise<void>((resolve) => house.access.onChange(resolve));

    const { out, code } = await runProcess("token revoke --user editor --name laptop");
    await heard;

    expect({ out, code }).to.deep.equal({ out: "Token laptop of editor is revoked.\n", code: 0 });
    expect(await house.access.tokens.introspect(secret)).to.have.property("reason", "revoked");
    const refused = await house.access.authenticate(secret, arrival).then(
      () => false,
      () => true,
    );
    expect(refused).to.equal(true);
    expect(await newest()).to.deep.include({
      tool: "token.revoke",
      arguments: JSON.stringify({ id: token.id, name: "laptop", user: "editor" }),
    });
  });

  it("gives a token a new secret, and the old one an hour", async () => {
    const { secret, token } = house.people.viewer;

    const { out } = await run(`token rotate ${token.id} --overlap 1h --json`);

    const rotated = JSON.parse(out) as Record<string, string>;
    expect(rotated["id"]).to.equal(token.id);
    for (const each of [secret, rotated["token"] ?? ""])
      expect(await house.access.tokens.introspect(each)).to.have.property("active", true);
  });

  it("lets a token have a right to what is newer than itself, and says what that is", async () => {
    const known = await house.store.catalogues.current({
      ...{ tools: ["whoami"], harmless: [], version: "0.0.1", at: 0 },
    });
    const { token } = await house.access.tokens.create(house.people.viewer.user.id, {
      ...{ name: "aged", rights: "same", known },
    });

    const { out, code } = await run("token accept --user viewer --name aged");

    expect(code).to.equal(0);
    expect(out).to.match(/^Token aged of viewer knows what there is now: .*find_entities/);
    const accepted = await house.access.tokens.get(token.id);
    expect(accepted?.known).to.deep.equal(house.access.catalogue);
    expect(await newest()).to.include({ tool: "token.change", status: "completed" });
  });

  it("deletes a token", async () => {
    const { token } = await house.access.tokens.create(house.people.guest.user.id, { name: "old" });

    expect(await run(`token delete ${token.id} --json`)).to.deep.equal({
      ...{ code: 0, err: "", out: `${JSON.stringify({ id: token.id, status: "deleted" })}\n` },
    });
    expect(await house.access.tokens.get(token.id)).to.equal(undefined);
  });

  it("lists users and tokens, for scripts and for people, without a secret", async () => {
    const users = await run("user list --json");
    const tokens = await run("token list --user admin --json");
    const [people, table] = [await run("user list"), await run("token list")];

    expect(JSON.parse(users.out)).to.deep.equal(await house.access.users.list());
    expect(JSON.parse(tokens.out)).to.deep.equal([shownOf(house.people.admin.token)]);
    expect(table.out).to.match(
      /^ID +USER +NAME +RIGHTS +DOORS +STATUS +EXPIRES +LAST USED +CALLS\n/,
    );
    expect(table.out).to.contain(house.people.admin.token.id);
    expect(people.out).to.match(/^ID +USERNAME +NAME +ROLE +E-MAIL +SINCE +UNTIL +STATUS\n/);
    expect(people.out).to.match(/^\S+ +admin +admin +admin +- +[-\d]{10} \d\d:\d\d +- +active$/m);
    expect(people.out).to.contain(house.people.admin.user.id);
    expect(users.out + tokens.out + people.out + table.out).to.not.match(/vst_|\$2b\$/);
  });

  it("gives a user another role, which the house knows at once", async () => {
    const user = await house.access.users.create({
      ...{ username: "rosa", password: "correct horse", role: "viewer" },
    });

    const { out } = await run("user role rosa editor");

    expect(out).to.equal("User rosa is editor now.\n");
    expect(await house.access.users.get(user.id)).to.include({ role: "editor", role_from: "here" });
    expect(await newest()).to.include({ tool: "user.change", door: "cli", status: "completed" });
    expect(JSON.parse((await run("user role rosa guest --json")).out)).to.deep.equal({
      ...{ id: user.id, username: "rosa", role: "guest" },
    });
  });

  it("invites somebody by a link that makes one account", async () => {
    const { out, err } = await run("user invite --role resident --name Ines --guest-until 3d");

    const secret = out.trim().replace("/register#", "");
    expect(err).to.match(/^Open this behind the address of your Vestibule. It works once, until /);
    const registered = await house.access.signIn.register(
      { invitation: secret, username: "ines", password: "correct horse" },
      { address: "::1" },
    );
    expect(registered.user).to.include({ username: "ines", role: "resident" });
    expect(registered.user.expires_at).to.be.above(Date.now());
    expect(JSON.stringify(await newest())).to.not.contain(secret);
  });

  it("is a way back in: a link with which a user sets a new password", async () => {
    const { out } = await run("user reset viewer --json");

    const { path } = JSON.parse(out) as { readonly path: string };
    const back = await house.access.signIn.register(
      { invitation: path.replace("/register#", ""), password: "another horse" },
      { address: "::1" },
    );
    expect(back.user.username).to.equal("viewer");
    expect(await newest()).to.include({ tool: "user.invite", door: "cli" });
  });

  it("says how to go on where nobody is an admin", async () => {
    const empty = await temporaryFolder();
    const { code, err } = await run("user invite --role guest", empty.path);
    await empty.remove();

    expect(code).to.equal(1);
    expect(err).to.contain("There is no admin in whose name").and.contain("vestibule user role");
  });

  it("freezes a token, a user and everything, and lifts it again", async () => {
    const { secret } = house.people.guest;
    const frozen = async () => (await house.access.authenticate(secret, arrival)).rights.frozen;

    for (const [args, what, why] of [
      ["token freeze --user guest --name laptop", "Token laptop of guest", "the token is frozen"],
      ["user freeze guest", "User guest", "the user is frozen"],
      ["freeze", "Everything", "everything is frozen"],
    ] as const) {
      expect((await run(args)).out).to.equal(`${what} is frozen.\n`);
      await until("the freeze", async () => (await frozen()) === why);
      expect(await newest()).to.include({ tool: "freeze", door: "cli", status: "completed" });

      const lifted = await run(args.replace("freeze", "unfreeze"));
      expect(lifted.out).to.equal(`${what} is not frozen any more.\n`);
      await until("the lift", async () => (await frozen()) === undefined);
      expect(await newest()).to.include({ tool: "freeze.lift", door: "cli" });
    }
    expect(JSON.parse((await run("unfreeze --json")).out)).to.deep.equal({
      ...{ kind: "everything", frozen: false },
    });
  });

  it("says in one line what is wrong and in another what to do, and writes it down", async () => {
    const taken = await runProcess("token create --user admin --name laptop");

    expect(taken).to.deep.equal({
      code: 1,
      out: "",
      err:
        'vestibule: This user already has a token called "laptop".\n' +
        "Choose another name, or rotate or delete the other token first.\n",
    });
    expect(await newest()).to.deep.include({
      ...{ tool: "token.create", status: "refused", error_code: "conflict", door: "cli" },
    });
  });

  it("answers 2 when it was not asked rightly, and 1 where there is no database", async () => {
    const usage = await run("token create --user admin");
    const missing = await run("user list", "/data");

    expect(usage).to.deep.include({ code: 2, out: "" });
    expect(usage.err).to.contain("--name");
    expect(missing).to.deep.equal({
      ...{ code: 1, out: "" },
      err: "vestibule: There is no database in /data.\nSet DATA_DIR to the data directory of your Vestibule.\n",
    });
  });

  for (const args of [
    "token create --user admin --name x --doors window",
    "token create --user admin --name x --rights all",
    "token create --user admin --name x --calls-per-minute many",
    "token rotate --overlap later",
    "user create --username x --role guest",
    "token",
    "tokens list",
  ])
    it(`answers 2 to ${args}`, async () => {
      expect(await run(args)).to.deep.include({ code: 2, out: "" });
    });

  for (const [args, message] of [
    ["token revoke", "Which token? Give its id, or --user and --name."],
    ["token revoke --user admin", "Which token? Give its id, or --user and --name."],
    ["token revoke --user nobody --name x", 'There is no user "nobody".'],
    ["token delete no-such-id", "There is no such token."],
    ["token create --user admin --name x --expires soon", '"soon" is not a time to expire at.'],
    ["user create --username x --role king --password-stdin", 'There is no role "king".'],
    ["user role nobody admin", 'There is no user "nobody".'],
    ["user reset nobody", 'There is no user "nobody".'],
    ["user freeze nobody", 'There is no user "nobody".'],
    ["token freeze", "Which token? Give its id, or --user and --name."],
    [
      "token create --user admin --name x --allow effect:read,tool:set_lite",
      'There is no tool "set_lite".',
    ],
  ] as const)
    it(`answers 1 to ${args}`, async () => {
      const { code, out, err } = await run(args);

      expect({ code, out }).to.deep.equal({ code: 1, out: "" });
      expect(err.split("\n")[0]).to.equal(`vestibule: ${message}`);
    });

  it("names the nearest tools to one that is not there, or all", async () => {
    const near = await run("token create --user admin --name x --allow tool:set_lite");
    const far = await run("token create --user admin --name x --allow tool:qqq");

    expect(near.err).to.contain("Nearest: ").and.contain("set_light");
    expect(far.err).to.contain("Tools are ").and.contain("whoami");
  });

  it("helps, and tells its version", async () => {
    const [help, version] = [await run("token create --help"), await run("--version")];

    expect(help).to.deep.include({ code: 0, err: "" });
    expect(help.out).to.contain("--calls-per-minute <number>");
    expect(version.out).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it("steers no terminal with what a client calls itself", async () => {
    await house.access.tokens.create(house.people.guest.user.id, { name: "right\u202eleft" });

    expect((await run("token list --user guest")).out).to.contain("right?left");
  });
});
