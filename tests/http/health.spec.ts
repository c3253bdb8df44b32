import { expect } from "chai";
import express from "express";
import supertest from "supertest";
import type { CatalogueEntry } from "../../server/gateway/call.ts";
import { health, ready } from "../../server/http/health.ts";
import { startDoors } from "../support/doors.ts";

describe("Health", () => {
  it("is said on both listeners, with HEAD too, and says nothing else", async () => {
    const doors = await startDoors();
    try {
      for (const listener of [doors.http, doors.ingress]) {
        const answer = await listener.get("/health");
        const head = await listener.head("/health");

        expect(answer.body).to.deep.equal({ status: "ok" });
        expect(head.status).to.equal(200);
      }
    } finally {
      await doors.close();
    }
  });

  it("and readiness follow the home: ready, then not, and the reason has no address in it", async () => {
    const doors = await startDoors();
    try {
      const before = await doors.http.get("/ready");
      await doors.home.close();
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const after = await doors.http.get("/ready");
      const alive = await doors.http.get("/health");

      expect(before.body).to.deep.equal({ status: "ready" });
      expect(after.status).to.equal(503);
      expect(after)
        .to.have.nested.property("body.reason")
        .that.matches(/^The home /);
      expect(after.text).not.to.include("127.0.0.1");
      expect(alive.status).to.equal(200);
    } finally {
      await doors.close();
    }
  });

  it("is not said while the database does not answer, and the database is asked once a second", async () => {
    let asked = 0;
    const probe = () => {
      asked += 1;
      return Promise.reject(new Error("disk I/O error in /data/vestibule.db"));
    };
    const app = express().get("/health", health(probe));

    const answers = [await supertest(app).get("/health"), await supertest(app).get("/health")];

    const body = { status: "failing", reason: "The database does not answer." };
    for (const answer of answers) expect(answer).to.deep.include({ status: 503, body });
    expect(asked).to.equal(1);
  });

  const status = { state: "ready", entities: 1, breaker: "closed", reconnects: 0 } as const;
  const home = { status: () => status };
  const audit = { isWriting: () => true };
  const tool: CatalogueEntry = {
    ...{ name: "whoami", title: "", description: "", toolset: "", effect: "read" as const },
    ...{ inputSchema: {}, outputSchema: {}, outputOutline: {} },
  };

  it("is not readiness while the database does not answer, or no tool can be listed", async () => {
    const noDatabase = express().get(
      "/ready",
      ready({
        ...{ home, audit, gateway: { visibleTools: () => [tool] } },
        probe: () => Promise.reject(new Error("disk I/O error in /data/vestibule.db")),
      }),
    );
    const noTools = express().get(
      "/ready",
      ready({ home, audit, gateway: { visibleTools: () => [] }, probe: () => Promise.resolve() }),
    );

    const answers = [
      await supertest(noDatabase).get("/ready"),
      await supertest(noTools).get("/ready"),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([503, 503]);
    expect(answers[0]?.body).to.deep.include({ reason: "The database does not answer." });
    expect(answers[1]?.body).to.deep.include({ reason: "No tool can be listed." });
  });

  it("is not readiness while nothing can be written down, for then every call is refused", async () => {
    const app = express().get(
      "/ready",
      ready({
        ...{ home, gateway: { visibleTools: () => [tool] }, audit: { isWriting: () => false } },
        probe: () => Promise.resolve(),
      }),
    );

    const answer = await supertest(app).get("/ready");

    expect(answer.status).to.equal(503);
    expect(answer.body)
      .to.have.property("reason")
      .that.matches(/written down/);
  });
});
