import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import sqlite3 from "sqlite3";
import { clients, type McpClient } from "../support/mcp-clients.ts";
import type { Ending, NodeProcess } from "../support/server-process.ts";
import { until } from "../support/until.ts";
import { callRest, inStep, settle, type Answered, type Settled } from "./settled.ts";

const patienceMs = 5_000;

describe("A server that is told to stop", function () {
  this.timeout(60_000);

  describe("while calls run and streams are open", () => {
    let settled: Settled;
    let ending: Ending | "too late";
    let answered: readonly Answered[];
    let lines: readonly string[];
    const connections: McpClient[] = [];

    before(async () => {
      settled = await settle();
      const secret = await settled.moveIn();
      const server = settled.start();
      const url = await server.listening();
      await inStep(url);
      for (const connect of Object.values(clients)) {
        const client = await connect(url, secret);
        await client.call("whoami");
        connections.push(client);
      }
      settled.home.hang(true);
      const slow = callRest(url, secret, "get_history", {
        entities: ["light.kitchen_ceiling"],
      }).catch(() => undefined);
      await until(
        "the slow call is on its way",
        () => settled.home.received("history/history_during_period") > 0,
      );
      answered = await Promise.all([1, 2, 3].map(() => callRest(url, secret, "whoami")));
      server.kill("SIGTERM");
      ending = await Promise.race([server.ended, pause(patienceMs, "too late" as const)]);
      await slow;
      lines = [...server.output, ...server.errors];
    });
    after(async () => {
      await Promise.all(connections.map((client) => client.close().catch(() => undefined)));
      await settled.close();
    });

    it("ends in time, and well", () => {
      expect(ending).to.deep.equal({ code: 0, signal: null });
    });

    it("has written everything down, also what it cut off", async () => {
      expect(existsSync(join(settled.dataDir, "vestibule.db-wal"))).to.equal(false);
      const journal = await settled.journal();
      for (const { callId } of answered)
        expect(journal.get(callId ?? "")).to.include({ tool: "whoami", status: "completed" });
      const slow = [...journal.values()].find(({ tool }) => tool === "get_history");
      expect(slow?.status).to.equal("interrupted");
    });

    it("has nothing to complain about", () => {
      const told = lines.map((line) => JSON.parse(line) as { level: string; msg: string });

      expect(told.filter(({ level }) => level !== "info")).to.deep.equal([]);
      expect(told.at(-1)).to.include({ msg: "stopping" });
    });
  });

  describe("twice, while a wait hangs at the home and connections are kept open", () => {
    let settled: Settled;
    before(async () => {
      settled = await settle();
    });
    after(() => settled.close());

    it("ends in time, and well", async () => {
      const secret = await settled.moveIn();
      const server = settled.start();
      const url = await server.listening();
      await inStep(url);
      const waiting = callRest(url, secret, "wait_for_state", {
        ...{ entities: ["light.kitchen_ceiling"], state: "never", timeout_s: 30 },
      }).catch(() => undefined);
      await callRest(url, secret, "whoami");
      settled.home.hang(true);

      server.kill("SIGTERM");
      await pause(50);
      server.kill("SIGTERM");
      const ending = await Promise.race([server.ended, pause(patienceMs, "too late" as const)]);

      expect((await waiting)?.status).to.not.equal(400);
      expect(ending).to.deep.equal({ code: 0, signal: null });
    });
  });

  describe("while it starts", () => {
    let settled: Settled;
    before(async () => {
      settled = await settle();
      await settled.moveIn();
    });
    after(() => settled.close());

    it("ends well before it listens", async () => {
      const server = settled.start();
      await until("it is starting", () => isStarting(server), 20_000);

      server.kill("SIGTERM");

      expect(await server.ended).to.deep.equal({ code: 0, signal: null });
      expect(server.errors).to.deep.equal([]);
    });

    it("ends well when the database let it wait meanwhile", async () => {
      const blocker = await openDatabase(join(settled.dataDir, "vestibule.db"));
      await run(blocker, "BEGIN IMMEDIATE");
      const server = settled.start();
      await until("it is starting", () => isStarting(server), 20_000);
      await pause(1_000);

      server.kill("SIGTERM");
      await pause(100);
      await run(blocker, "ROLLBACK");
      blocker.close();

      expect(await server.ended).to.deep.equal({ code: 0, signal: null });
      expect(server.errors).to.deep.equal([]);
    });
  });
});

const isStarting = ({ output }: NodeProcess) => output.some((line) => line.includes('"starting"'));

async function openDatabase(file: string): Promise<sqlite3.Database> {
  const database = new sqlite3.Database(file);
  await once(database, "open");
  return database;
}

function run(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.run(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}
