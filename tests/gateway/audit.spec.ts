import { expect } from "chai";
import { createAudit } from "../../server/gateway/audit.ts";
import type { CallEnding } from "../../server/gateway/describe-entry.ts";
import { createKeptLog } from "../support/kept-log.ts";
import { createMemoryAudit } from "../support/memory-audit.ts";
import { makePrincipal } from "../support/principals.ts";
import { promise } from "../support/promise.ts";
import { until } from "../support/until.ts";

const call = { principal: makePrincipal(), tool: "get_entity", args: { entities: ["sun.sun"] } };
const done = (at = 1_000): CallEnding => ({ status: "completed", at });
const refused: CallEnding = {
  status: "refused",
  at: 1_000,
  failure: { code: "not_found", message: "There is no such tool." },
};

function start(options: { groupMs?: number; maxWaiting?: number } = {}) {
  const disk = createMemoryAudit();
  const { log, lines } = createKeptLog();
  const audit = createAudit({
    store: disk.store,
    clock: () => 990,
    log,
    groupMs: 10,
    retryMs: 10,
    ...options,
  });
  return { audit, disk, lines };
}

describe("audit", () => {
  it("writes down who called what, how it was decided and what came of it", async () => {
    const { audit, disk } = start();

    const entry = audit.open({ ...call, home: "cabin" });
    entry.close({
      ...done(),
      decision: { kind: "allow", rule: "role resident" },
      result: { entities: [{ id: "sun.sun" }] },
      entities: new Set(["sun.sun"]),
    });
    await audit.close();

    expect(disk.entries()).to.deep.equal([
      {
        id: entry.id,
        kind: "call",
        at: 990,
        door: "rest",
        user_id: "user-ada",
        username: "ada",
        role: "resident",
        token_id: "token-ada",
        token_name: "laptop",
        token_hash: "0123456789ab",
        client: "curl/8",
        address: "192.168.1.20",
        home: "cabin",
        tool: "get_entity",
        arguments: '{"entities":["sun.sun"]}',
        status: "completed",
        duration_ms: 10,
        decision: "allow",
        rule: "role resident",
        result_summary: '{"entities":[{"id":"sun.sun"}]}',
        entities: ["sun.sun"],
      },
    ]);
  });

  it("gives every entry an id that says when", () => {
    const { audit } = start();

    expect(audit.open(call).id).to.match(/^vst-ri-[0-9a-f]{8}$/);
    expect(audit.open(call).id).not.to.equal(audit.open(call).id);
  });

  promise("audit.no-secrets", "of arguments, tool names, answers and errors", async () => {
    const { audit, disk } = start();
    const token = `vst_${"Zz9".repeat(10)}`;

    audit.open({ ...call, tool: token, args: { password: "hunter2", note: token } }).close({
      ...done(),
      result: { api_key: "hunter2" },
      failure: { code: "internal", message: `with ${token}` },
    });
    await audit.event({
      event: "sign_in",
      door: "dashboard",
      username: token,
      client: token,
      details: { pin: "hunter2" },
    });
    await audit.close();

    expect(disk.entries()).to.have.length(2);
    expect(JSON.stringify(disk.entries())).not.to.match(/hunter2|Zz9/);
  });

  it("writes entries in groups", async () => {
    const { audit, disk } = start();

    for (let i = 0; i < 20; i += 1) audit.open(call).close(done());
    await until("a write", () => disk.entries().length > 0);

    expect(disk.groups.map((group) => group.length)).to.deep.equal([20]);
    await audit.close();
  });

  it("writes a call that takes long as started, and its end over it", async () => {
    const { audit, disk } = start();

    const entry = audit.open(call);
    await until("a write", () => disk.entries().length > 0);
    const before = disk.entries().map(({ status }) => status);
    entry.close(done());
    await until("its end", () => disk.entries()[0]?.status === "completed");

    expect(before).to.deep.equal(["started"]);
    expect(disk.entries()).to.have.length(1);
    await audit.close();
  });

  it("ends an entry once, however often it is closed", async () => {
    const { audit, disk } = start();

    const entry = audit.open(call);
    entry.close(done());
    entry.close(refused);
    await audit.close();

    expect(disk.entries().map(({ status }) => status)).to.deep.equal(["completed"]);
  });

  it("forgets a dropped entry", async () => {
    const { audit, disk } = start();

    audit.open(call).drop(refused);
    await audit.close();

    expect(disk.entries()).to.deep.equal([]);
  });

  it("ends a dropped entry whose beginning is already on its way to the disk", async () => {
    const { audit, disk } = start();

    const entry = audit.open(call);
    const flushing = audit.flush();
    await Promise.resolve();
    entry.drop(refused);
    await flushing;
    await audit.close();

    expect(disk.entries().map(({ status }) => status)).to.deep.equal(["refused"]);
  });

  it("makes a refusal durable before the answer", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });

    audit.open(call).close(refused);
    await audit.commit();

    expect(disk.entries()).to.deep.include.members([
      { ...disk.entries()[0], status: "refused", error_code: "not_found" },
    ]);
    await audit.close();
  });

  it("lets refusals that come together share one write", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });
    const release = disk.hold();

    const commits = [];
    for (let i = 0; i < 50; i += 1) {
      audit.open(call).close(refused);
      commits.push(audit.commit());
      await Promise.resolve();
    }
    release();
    await Promise.all(commits);

    expect(disk.entries()).to.have.length(50);
    expect(disk.groups).to.have.length(2);
    await audit.close();
  });

  it("keeps a security event before it answers", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });

    const id = await audit.event({
      event: "token.create",
      door: "api",
      principal: call.principal,
      address: "10.0.0.9",
      details: { name: "n8n" },
    });
    await audit.event({
      event: "sign_in",
      door: "dashboard",
      failure: { code: "not_authenticated", message: "Wrong password." },
    });
    await audit.event({
      event: "backup",
      door: "api",
      failure: { code: "internal", message: "Oops." },
    });

    const [created, ...others] = disk.entries();
    expect(created).to.include({
      id,
      kind: "security",
      tool: "token.create",
      username: "ada",
      address: "10.0.0.9",
      arguments: '{"name":"n8n"}',
      status: "completed",
    });
    expect(others.map(({ status }) => status)).to.deep.equal(["refused", "failed"]);
    await audit.close();
  });

  it("writes a large group in parts that a database takes", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });

    for (let i = 0; i < 1_200; i += 1) audit.open(call).close(done());
    await audit.flush();

    expect(disk.groups.map((group) => group.length)).to.deep.equal([500, 500, 200]);
    await audit.close();
  });

  it("lets callers wait when the disk is behind, and only then", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });
    expect(audit.keepPace()).to.equal(undefined);

    for (let i = 0; i < 2_000; i += 1) audit.open(call).close(done());
    await audit.keepPace();

    expect(disk.entries()).to.have.length(2_000);
    expect(audit.keepPace()).to.equal(undefined);
    await audit.close();
  });

  it("tells who listens of each entry once it is written, until they listen no more", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });
    const told: string[] = [];
    const stop = audit.onWritten((entries) => {
      expect(disk.entries()).to.deep.include.members([...entries]);
      told.push(...entries.map(({ tool, status }) => `${tool} ${status}`));
    });

    const slow = audit.open(call);
    await slow.begin({});
    slow.close(done());
    await audit.event({ event: "token.create", door: "api" });
    stop();
    audit.open(call).close(done());
    await audit.close();

    expect(told).to.deep.equal([
      "get_entity started",
      "get_entity completed",
      "token.create completed",
    ]);
  });

  it("writes on when who listens fails, and says so in the log", async () => {
    const { audit, disk, lines } = start();
    audit.onWritten(() => {
      throw new Error("no ears");
    });

    await audit.event({ event: "token.create", door: "api" });
    audit.open(call).close(done());
    await audit.close();

    expect(disk.entries()).to.have.length(2);
    expect(lines.join("")).to.include("no ears");
  });

  it("ends calls that are on their way as interrupted when it closes, and takes no more", async () => {
    const { audit, disk } = start();

    audit.open(call);
    await audit.close();

    expect(disk.entries().map(({ status }) => status)).to.deep.equal(["interrupted"]);
    expect(() => audit.open(call)).to.throw("cannot be written down");
  });
});

describe("audit on a full disk", () => {
  promise("audit.unwritable", "calls while it cannot write", async () => {
    const { audit, disk, lines } = start();
    disk.fill(true);

    audit.open(call).close(done());
    await until("three writes", () => disk.groups.length >= 3);

    expect(() => audit.open(call)).to.throw("cannot be written down");
    expect(await audit.event({ event: "sign_in", door: "api" }).catch(String)).to.include(
      "cannot be written down",
    );
    expect(audit.isWriting()).to.equal(false);
    expect(lines.filter((line) => line.includes("cannot be written"))).to.have.length(1);
    disk.fill(false);
    await audit.close();
  });

  it("tells the refused caller's road that the refusal is not durable", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });
    disk.fill(true);

    audit.open(call).close(refused);
    const answer = await audit.commit().catch(String);

    expect(answer).to.include("audit cannot be written");
    disk.fill(false);
    await audit.close();
  });

  it("loses nothing, and lets calls in again when it can write", async () => {
    const { audit, disk } = start();
    disk.fill(true);
    const slow = audit.open(call);
    audit.open(call).close(done());
    await until("two writes", () => disk.groups.length >= 2);

    slow.close(done());
    disk.fill(false);
    await until("the recovery", () => audit.isWriting());
    audit.open(call).close(done());
    await audit.close();

    expect(disk.entries().map(({ status }) => status)).to.deep.equal([
      "completed",
      "completed",
      "completed",
    ]);
  });

  it("keeps only what was not written when it fails half-way", async () => {
    const { audit, disk } = start({ groupMs: 60_000 });
    for (let i = 0; i < 600; i += 1) audit.open(call).close(done());
    let writes = 0;
    const { write } = disk.store;
    disk.store.write = (entries) => {
      disk.fill((writes += 1) === 2);
      return write(entries);
    };

    await audit.flush().catch(() => undefined);
    await audit.flush();

    expect(disk.groups.map((group) => group.length)).to.deep.equal([500, 100, 100]);
    expect(disk.entries()).to.have.length(600);
    await audit.close();
  });

  it("refuses calls when the disk does not follow", async () => {
    const { audit, disk } = start({ groupMs: 60_000, maxWaiting: 3 });
    const release = disk.hold();

    for (let i = 0; i < 3; i += 1) audit.open(call).close(done());

    expect(() => audit.open(call)).to.throw("cannot be written down");
    release();
    await audit.close();
  });
});
