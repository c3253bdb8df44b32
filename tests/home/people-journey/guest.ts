import { expect } from "chai";
import { z } from "zod";
import { clients, type McpClient } from "../../support/mcp-clients.ts";
import { factsOfHome } from "../harness/facts.ts";
import { expose } from "../harness/people.ts";
import { until } from "../harness/until.ts";
import { withWire } from "../harness/wire.ts";
import type { House, Person } from "./house.ts";

const found = z.object({
  entities: z.array(z.object({ id: z.string() })),
  total: z.number(),
  has_more: z.boolean(),
});
const overview = z.object({ entities: z.number() });
const listed = z.object({ domains: z.record(z.string(), z.array(z.string())) });
const perPage = 100;
/** Exposed by nobody at first, as the family has it. */
const cooler = "switch.ac";

type Look = (
  tool: string,
  args: object,
) => Promise<{ readonly isRefused: boolean; readonly text: string }>;

/** Gus, who is a guest. */
export function guest(house: House): void {
  describe("a guest", () => {
    let gus: Person;
    let client: McpClient;
    let exposed: ReadonlySet<string>;
    let hidden: readonly string[];

    before(async () => {
      gus = await house.welcome("Gus");
      const { sidebar } = house.camille;
      const body = { role: "guest" };
      await house.ask("PATCH /api/users/:id", sidebar, { id: gus.sidebar.me.id, body });
      client = await connect(house, gus.secret);
      ({ exposed, hidden } = await asTheHomeSays(house));
    });
    after(() => client.close());

    const overRest: Look = async (tool, args) => {
      const { status, text } = await house.call(gus.secret, tool, args);
      return { isRefused: status !== 200, text };
    };
    const overMcp: Look = async (tool, args) => {
      const { isError, text } = await client.call(tool, { ...args });
      return { isRefused: isError, text };
    };

    for (const [door, look] of Object.entries({ REST: overRest, MCP: overMcp })) {
      const ask = async (tool: string, args: object): Promise<unknown> => {
        const { isRefused, text } = await look(tool, args);
        expect(isRefused, text).to.equal(false);
        return JSON.parse(text);
      };

      it(`finds just what is exposed to Assist, over ${door}`, async () => {
        const ids: string[] = [];
        let page = { has_more: true, total: 0 };
        while (page.has_more) {
          const asked = { limit: perPage, offset: ids.length };
          const { entities, ...rest } = found.parse(await ask("find_entities", asked));
          ids.push(...entities.map(({ id }) => id));
          page = rest;
        }

        expect(ids).to.have.members([...exposed]);
        expect(page.total).to.equal(exposed.size);
      });

      it(`counts nothing else in the overview, over ${door}`, async () => {
        const { entities } = overview.parse(await ask("home_overview", {}));

        expect(entities).to.be.within(1, exposed.size);
      });

      it(`is told of services for these alone, over ${door}`, async () => {
        const { domains } = listed.parse(await ask("list_services", {}));

        const kinds = new Set([...exposed].map((id) => id.split(".")[0]));
        expect(Object.keys(domains).filter((domain) => !kinds.has(domain))).to.deep.equal([]);
        expect(domains).to.have.property("light");
      });

      it(`reads each of these, now and in the past, over ${door}`, async () => {
        const known = [...exposed];
        for (let from = 0; from < known.length; from += 10) {
          const entities = known.slice(from, from + 10);
          await ask("get_entity", { entities });
          await ask("get_history", { entities, hours: 1 });
        }
      });

      it(`reads nothing else, as if it were not there, over ${door}`, async () => {
        expect(hidden.length).to.be.above(50);
        for (const tool of ["get_entity", "get_history"]) {
          const answers = await Promise.all(hidden.map((id) => look(tool, { entities: [id] })));

          for (const { isRefused, text } of answers) {
            expect(isRefused, text).to.equal(true);
            expect(text).to.include("not_found");
            expect(candidatesIn(text).filter((one) => !exposed.has(one))).to.deep.equal([]);
          }
        }
      });
    }

    it("sees what is exposed meanwhile, and loses what is not any more", async () => {
      const isSeen = async () =>
        (await house.call(gus.secret, "get_entity", { entities: [cooler] })).status === 200;
      expect(await isSeen()).to.equal(false);

      await expose(house.real, [cooler]);
      await until(isSeen, { what: "what was exposed", seconds: 5 });
      expect((await overMcp("get_entity", { entities: [cooler] })).isRefused).to.equal(false);

      await expose(house.real, [cooler], false);
      await until(async () => !(await isSeen()), { what: "what was hidden", seconds: 5 });
      expect((await overMcp("get_entity", { entities: [cooler] })).isRefused).to.equal(true);
    });
  });
}

async function connect(house: House, secret: string): Promise<McpClient> {
  const make = clients["SDK 2.x pinned to 2026-07-28"];
  if (make === undefined) throw new Error("There is no such client.");
  return make(house.doors.url, secret);
}

/** What it exposes to Assist and is nobody's own, and all else that it has. */
async function asTheHomeSays({ real }: House) {
  const facts = await withWire(real.url, real.ownerToken, factsOfHome);
  const all = [...facts].flatMap(([thing, { exposed, personal }]) =>
    thing.startsWith("entity ")
      ? [{ id: thing.slice("entity ".length), isOpen: exposed === true && personal !== true }]
      : [],
  );
  const ids = (isOpen: boolean) => all.filter((one) => one.isOpen === isOpen).map(({ id }) => id);
  return { exposed: new Set(ids(true)), hidden: ids(false) };
}

/** "Kitchen Lights (light.kitchen_lights)", at either door. */
const candidatesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\(([a-z_]+\.[a-z0-9_]+)\)/g)].map(([, id = ""]) => id);
