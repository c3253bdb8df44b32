import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { startVestibule, type Vestibule } from "../../server/compose.ts";
import { readConfig } from "../../server/config.ts";
import { createLog } from "../../server/log.ts";
import { clients, type McpClient } from "../support/mcp-clients.ts";
import { startHomeAssistant, type RealHome } from "./harness/home-assistant.ts";
import { until } from "./harness/until.ts";

const states = z.array(
  z.object({
    entity_id: z.string(),
    state: z.string(),
    attributes: z.record(z.string(), z.unknown()),
  }),
);
const silent = createLog({ level: "fatal", format: "text", write: () => undefined });

type Ask = (tool: string, args: Record<string, unknown>) => Promise<unknown>;

describe("Vestibule before the real home", () => {
  let home: RealHome;
  let dataDir: string;
  let vestibule: Vestibule;
  let url: string;
  let userId: string;
  let secret: string;
  const opened: McpClient[] = [];

  const start = async (): Promise<void> => {
    const config = readConfig(
      {},
      {
        DATA_DIR: dataDir,
        HOST: "127.0.0.1",
        PORT: "0",
        INGRESS_PORT: "0",
        HOME_URL: home.url,
        HOME_TOKEN: home.ownerToken,
        CALLS_PER_MINUTE: "10000",
      },
    );
    vestibule = await startVestibule(config, silent);
    url = `http://127.0.0.1:${vestibule.port}`;
    expect(await vestibule.homeReady(30_000)).to.equal(true);
  };

  before(async () => {
    home = await startHomeAssistant();
    dataDir = await mkdtemp(join(tmpdir(), "vestibule-home-"));
    await start();
    const { access } = vestibule;
    const user = await access.users.create({
      username: "anna",
      role: "resident",
      password: "correct horse",
    });
    userId = user.id;
    secret = (await access.tokens.create(userId, { name: "specs", rights: "same" })).secret;
  });

  after(async () => {
    await Promise.all(opened.map((client) => client.close()));
    await vestibule.close();
    await rm(dataDir, { recursive: true, force: true });
    await home.remove();
  });

  const overMcp = (make: string) => async (): Promise<Ask> => {
    const connect = clients[make];
    if (connect === undefined) throw new Error(`no client ${make}`);
    const client = await connect(url, secret);
    opened.push(client);
    return async (tool, args) => {
      const answer = await client.call(tool, args);
      expect(answer.isError, answer.text).to.equal(false);
      return answer.structured;
    };
  };
  const overRest = (): Promise<Ask> =>
    Promise.resolve(async (tool, args) => {
      const answer = await fetch(`${url}/rest/${tool}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
        body: JSON.stringify(args),
      });
      expect(answer.status).to.equal(200);
      return answer.json();
    });
  const doors: Record<string, () => Promise<Ask>> = {
    "MCP of 2025": overMcp("SDK 2.x in the 2025 era"),
    "MCP of 2026": overMcp("SDK 2.x pinned to 2026-07-28"),
    REST: overRest,
  };

  const statesOfHome = async () => states.parse(await home.command({ type: "get_states" }));

  for (const [door, open] of Object.entries(doors))
    describe(`over ${door}`, () => {
      let ask: Ask;
      before(async () => {
        ask = await open();
      });

      it("says who is calling", async () => {
        expect(await ask("whoami", {})).to.include({
          user: "anna",
          role: "resident",
          scope: "all",
        });
      });

      it("knows the home by its name, with its floors, and its areas on them", async () => {
        const overview = z
          .object({
            home: z.string(),
            floors: z.array(
              z.object({
                name: z.string().optional(),
                areas: z.array(z.object({ name: z.string() })),
              }),
            ),
          })
          .parse(await ask("home_overview", {}));
        const config = z
          .object({ location_name: z.string() })
          .parse(await home.command({ type: "get_config" }));
        const floors = z
          .array(z.object({ floor_id: z.string(), name: z.string() }))
          .parse(await home.command({ type: "config/floor_registry/list" }));
        const areas = z
          .array(z.object({ name: z.string(), floor_id: z.string().nullable() }))
          .parse(await home.command({ type: "config/area_registry/list" }));

        const floorOf = new Map(areas.map(({ name, floor_id }) => [name, floor_id]));
        const nameOf = new Map(floors.map(({ floor_id, name }) => [floor_id, name]));
        expect(overview.home).to.equal(config.location_name);
        const shown = overview.floors.flatMap((floor) =>
          floor.areas.map(({ name }) => [name, floor.name]),
        );
        expect(shown).to.not.have.length(0);
        for (const [area, floor] of shown)
          expect(nameOf.get(floorOf.get(area ?? "") ?? "")).to.equal(floor);
      });

      it("shows the state of every entity as Home Assistant has it", async () => {
        const before = new Map((await statesOfHome()).map((one) => [one.entity_id, one.state]));
        const ids = [...before.keys()].filter((id) => /^(light|switch|lock|cover|fan)\./.test(id));
        const answers: { id: string; state: string }[] = [];
        for (let i = 0; i < ids.length; i += 20)
          answers.push(
            ...z
              .object({ entities: z.array(z.object({ id: z.string(), state: z.string() })) })
              .parse(await ask("get_entity", { entities: ids.slice(i, i + 20) })).entities,
          );

        expect(ids.length).to.be.above(15);
        expect(answers.map(({ id, state }) => [id, state])).to.deep.equal(
          ids.map((id) => [id, before.get(id)]),
        );
      });

      it("finds exactly the lights that Home Assistant has", async () => {
        const found = z
          .object({ entities: z.array(z.object({ id: z.string() })), total: z.number() })
          .parse(await ask("find_entities", { domain: "light", limit: 100 }));

        const lights = (await statesOfHome())
          .map(({ entity_id }) => entity_id)
          .filter((id) => id.startsWith("light."));
        expect(found.entities.map(({ id }) => id)).to.have.members(lights);
        expect(found.total).to.equal(lights.length);
      });

      it("lists exactly the services that Home Assistant has", async () => {
        const listed = z
          .object({ domains: z.record(z.string(), z.array(z.string())) })
          .parse(await ask("list_services", {}));

        const services = z
          .record(z.string(), z.record(z.string(), z.unknown()))
          .parse(await home.command({ type: "get_services" }));
        const names = Object.fromEntries(
          Object.entries(services).map(([domain, ofDomain]) => [
            domain,
            Object.keys(ofDomain).sort(),
          ]),
        );
        const sorted = Object.fromEntries(
          Object.entries(listed.domains).map(([domain, ofDomain]) => [
            domain,
            [...ofDomain].sort(),
          ]),
        );
        expect(sorted).to.deep.equal(names);
      });

      it("tells what changed in the last hour as Home Assistant's history does", async () => {
        const entity = "light.bed_light";
        for (const service of ["turn_off", "turn_on"])
          await home.command({
            ...{ type: "call_service", domain: "light", service },
            target: { entity_id: entity },
          });
        const { entities } = z
          .object({
            entities: z.array(
              z.object({ points: z.array(z.object({ at: z.string(), state: z.string() })) }),
            ),
          })
          .parse(
            await ask("get_history", { entities: [entity], hours: 1, points: true, limit: 500 }),
          );
        const history = z.record(z.string(), z.array(z.object({ s: z.string() }))).parse(
          await home.command({
            type: "history/history_during_period",
            start_time: new Date(Date.now() - 3_600_000).toISOString(),
            entity_ids: [entity],
            minimal_response: true,
            no_attributes: true,
          }),
        );

        const newestFirst = [...(history[entity] ?? [])].reverse().map(({ s }) => s);
        expect(entities[0]?.points.map(({ state }) => state)).to.deep.equal(newestFirst);
      });

      it("passes on no access token of a camera or a picture", async () => {
        const cameras = (await statesOfHome()).filter(
          ({ attributes }) => "access_token" in attributes,
        );
        expect(cameras).to.not.have.length(0);
        // Cameras are in no token until somebody names them.
        const subject = { kind: "user", id: userId } as const;
        const scope = [{ select: "private", access: "see" }] as const;
        await vestibule.access.permissions.put(
          [{ subject, permissions: { rules: [], scope, limits: [] } }],
          userId,
        );

        for (const { entity_id, attributes } of cameras) {
          const answer = await ask("get_entity", { entities: [entity_id], all_attributes: true });

          expect(JSON.stringify(answer)).to.not.include(String(attributes["access_token"]));
          expect(JSON.stringify(answer)).to.not.match(/[?&]token=/);
        }
        await vestibule.access.permissions.delete(subject);
      });
    });

  it("refuses a revoked token within a second, on an open session", async () => {
    const { token, secret: own } = await vestibule.access.tokens.create(userId, {
      name: "revoked",
      rights: "same",
    });
    const client = await clients["SDK 1.x"]?.(url, own);
    expect((await client?.call("whoami"))?.isError).to.equal(false);

    await vestibule.access.tokens.revoke(token.id);
    const late = await client?.call("whoami").then(
      () => "answered",
      () => "refused",
    );

    expect(late).to.equal("refused");
  });

  it("survives a restart of Home Assistant: says how old it is, then answers afresh", async () => {
    const ask = await overRest();
    const restarted = home.restart();
    await until(
      async () => {
        const ready = await fetch(`${url}/ready`);
        return ready.status === 503;
      },
      { seconds: 60, what: "Vestibule to notice that the home is away" },
    );
    const meanwhile = await ask("get_entity", { entities: ["light.bed_light"] });
    await restarted;
    await until(async () => (await fetch(`${url}/ready`)).status === 200, {
      seconds: 60,
      what: "Vestibule to be ready again",
    });
    const afresh = await ask("get_entity", { entities: ["light.bed_light"] });

    expect(meanwhile).to.have.property("as_of");
    expect(afresh).to.not.have.property("as_of");
  });

  it("keeps users, tokens and the audit over its own restart", async () => {
    await vestibule.close();
    await start();

    expect(await (await overRest())("whoami", {})).to.include({ user: "anna" });
  });
});
