import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Claim, Claiming } from "../../server/store/answers.ts";
import { openStore, type Store } from "../../server/store/store.ts";
import { silentLog } from "../support/access.ts";
import { pathOf } from "../support/repository.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary.ts";

describe("answers to calls with a name", () => {
  let folder: TemporaryFolder;
  let store: Store;

  const open = () => openStore({ dataDir: folder.path, log: silentLog, version: "0.0.0-test" });
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const now = Date.UTC(2026, 10, 20, 12);
  const dayMs = 24 * 3_600_000;
  const claim: Claim = { scope: "user-ada default", key: "lamp-1", callId: "vst-1-00000001" };
  const claiming: Claiming = { ...claim, digest: "set_power {}", at: now };
  const again: Claiming = { ...claiming, callId: "vst-2-00000002", at: now + 1000 };

  it("are new once, unknown while they are not there, and then the same again", async () => {
    const first = await store.answers.begin(claiming);
    const meanwhile = await store.answers.begin(again);
    await store.answers.finish(claim, '{"ok":true}');
    const later = await store.answers.begin(again);

    expect(first).to.deep.equal({ kind: "new" });
    expect(meanwhile).to.deep.equal({ kind: "running", callId: claim.callId, at: now });
    expect(later).to.deep.equal({
      ...{ kind: "answered", callId: claim.callId, at: now, outcome: '{"ok":true}' },
    });
  });

  it("are of one request: the name is not good for another", async () => {
    await store.answers.begin(claiming);

    expect(await store.answers.begin({ ...again, digest: "set_lock {}" })).to.deep.equal({
      ...{ kind: "other", callId: claim.callId },
    });
  });

  it("are of one caller and one home", async () => {
    await store.answers.begin(claiming);

    expect(await store.answers.begin({ ...again, scope: "user-eve default" })).to.deep.equal({
      kind: "new",
    });
  });

  it("give the name back when nothing was done, and only then", async () => {
    await store.answers.begin(claiming);
    await store.answers.forget({ ...claim, callId: again.callId });
    const held = await store.answers.begin(again);
    await store.answers.forget(claim);
    const freed = await store.answers.begin(again);
    await store.answers.finish(again, "{}");
    await store.answers.forget(again);
    const answered = await store.answers.begin(claiming);

    expect([held.kind, freed.kind, answered.kind]).to.deep.equal(["running", "new", "answered"]);
  });

  it("end after a day, or when they are said to, also one that nobody finished", async () => {
    await store.answers.begin(claiming);
    const unfinished = await store.answers.begin({ ...again, at: now + dayMs - 1 });
    const expired = await store.answers.begin({ ...again, at: now + dayMs, keptMs: 10_000 });
    await store.answers.finish(again, "{}");
    const short = await store.answers.begin({ ...claiming, at: now + dayMs + 9_999 });
    const over = await store.answers.begin({ ...claiming, at: now + dayMs + 10_000 });

    expect([unfinished, expired, short, over].map(({ kind }) => kind)).to.deep.equal([
      ...["running", "new", "answered", "new"],
    ]);
  });

  it("of a call whose name was taken over change nothing", async () => {
    await store.answers.begin(claiming);
    await store.answers.begin({ ...again, at: now + dayMs });
    await store.answers.finish(claim, '"late"');

    const { kind } = await store.answers.begin({ ...claiming, at: now + dayMs + 1 });

    expect(kind).to.equal("running");
  });

  it("that are too large are remembered without their text", async () => {
    await store.answers.begin(claiming);
    await store.answers.finish(claim, JSON.stringify("x".repeat(70_000)));

    expect(await store.answers.begin(again)).to.deep.equal({
      ...{ kind: "answered", callId: claim.callId, at: now },
    });
  });

  it("are new to one of many at once, in two stores on one file", async () => {
    const other = await open();
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? store : other).answers.begin({ ...claiming, callId: `vst-${index}-a` }),
      ),
    );
    await other.close();

    expect(all.filter(({ kind }) => kind === "new")).to.have.length(1);
    expect(all.filter(({ kind }) => kind === "running")).to.have.length(39);
  });

  it("are unknown after the process that ran the call was killed", async () => {
    const child = spawn(
      process.execPath,
      ["--import=tsx/esm", pathOf("tests/support/killed-claim.ts"), folder.path],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const claimed: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      claimed.push(line);
      if (claimed.length >= 30) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");

    const kinds: string[] = [];
    for (const key of claimed)
      kinds.push((await store.answers.begin({ ...claiming, key, at: Date.now() })).kind);

    expect(claimed.length).to.be.at.least(30);
    expect(new Set(kinds)).to.deep.equal(new Set(["running"]));
  });
});
