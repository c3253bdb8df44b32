// What the whole road costs beside servers that do nothing:
//   node --import=tsx/esm bench/doors.ts [--entities 10000] [--rounds 15] [--calls 300] [--only get_entity]
import { parseArgs } from "node:util";
import { z } from "zod";
import { ask, load, type Measured, type Target } from "./doors/load.ts";
import { measureMemory } from "./doors/memory.ts";
import { startBare, startHouse } from "./doors/servers.ts";
import { echo, inSession, modern, rest, toolCalls, type ToolCall } from "./doors/targets.ts";

const { values: flags } = parseArgs({
  options: {
    entities: { type: "string", default: "10000" },
    rounds: { type: "string", default: "15" },
    calls: { type: "string", default: "300" },
    only: { type: "string" },
  },
});
const entities = Number(flags.entities);
const rounds = Number(flags.rounds);
const burst = Number(flags.calls);
const asked = toolCalls.filter(({ tool }) => flags.only === undefined || tool === flags.only);
/** By then the compiler has seen all it will see. */
const warmUp = 2_000;
/** The road may cost a third of what the bare server does. */
const mostOfBare = 4 / 3;

const names = {
  express: "bare Express, echo",
  bareModern: "bare MCP, 2026",
  modern: "Vestibule MCP, 2026",
  bareSession: "bare MCP, 2025 session",
  session: "Vestibule MCP, 2025 session",
  rest: "Vestibule REST",
} as const;

type Results = Record<string, { readonly content: unknown; readonly structuredContent: unknown }>;
const answerSchema = z.object({
  result: z.object({
    isError: z.literal(false).optional(),
    content: z.unknown(),
    structuredContent: z.unknown(),
  }),
});

console.log(
  `Node ${process.version}, ${entities} entities, 8 callers, ${rounds} × ${burst} calls each, in turn`,
);
if (flags.only === undefined) await measureMemory(entities);
process.exitCode = (await compare()) ? 0 : 1;

/** All servers run side by side and take turns, so that whatever else the machine does meets them alike. */
async function compare(): Promise<boolean> {
  const house = await startHouse(entities);
  const ofHouse = modern(names.modern, house, house.secret);
  const results: Results = {};
  for (const call of asked)
    results[call.tool] = answerSchema.parse((await ask(ofHouse(call))).message).result;
  const bareExpress = await startBare("bare-express");
  const bareMcp = await startBare("bare-mcp", [house.secret, JSON.stringify(results)]);
  const doors = [
    echo(names.express, bareExpress, (tool) => results[tool]?.structuredContent),
    modern(names.bareModern, bareMcp, house.secret),
    ofHouse,
    await inSession(names.bareSession, { ...bareMcp, path: "/session" }, house.secret),
    await inSession(names.session, { ...house, path: "/mcp" }, house.secret),
    rest(names.rest, house, house.secret),
  ];
  const verdicts: boolean[] = [];
  for (const call of asked)
    verdicts.push(
      await compareCall(
        call,
        doors.map((door) => door(call)),
      ),
    );
  for (const { server } of [bareExpress, bareMcp]) server.kill("SIGTERM");
  await house.close();
  return verdicts.every(Boolean);
}

async function compareCall(
  { tool, isHeavy }: ToolCall,
  targets: readonly Target[],
): Promise<boolean> {
  const measured = new Map(targets.map(({ name }): [string, Measured[]] => [name, []]));
  for (const target of targets) await load(target, warmUp);
  for (let round = 0; round < rounds; round++)
    for (const target of targets) measured.get(target.name)?.push(await load(target, burst));

  const bursts = (name: string) => measured.get(name) ?? [];
  console.log(`\n${tool.padEnd(29)} calls/s   CPU ms/call   p50 ms   p99 ms`);
  for (const name of measured.keys()) {
    const perSecond = quartile(bursts(name), "upper", ({ callsPerSecond }) => callsPerSecond);
    const p50 = quartile(bursts(name), "lower", (measure) => measure.p50);
    const p99 = quartile(bursts(name), "lower", (measure) => measure.p99);
    const cells = [
      cell(perSecond, 7),
      cell(cpuOf(bursts(name)), 14, 3),
      cell(p50, 9),
      cell(p99, 9),
    ];
    console.log(`  ${name.padEnd(27)}${cells.join("")}`);
  }
  const factors = {
    "2026": cpuOf(bursts(names.modern)) / cpuOf(bursts(names.bareModern)),
    "2025": cpuOf(bursts(names.session)) / cpuOf(bursts(names.bareSession)),
  };
  const isCheap = Math.max(...Object.values(factors)) <= mostOfBare;
  const verdict = isHeavy ? "the tool included" : isCheap ? "pass" : "FAIL";
  console.log(
    `  ${factors["2026"].toFixed(2)} × the bare server in 2026, ${factors["2025"].toFixed(2)} × in 2025 (at most ${mostOfBare.toFixed(2)}): ${verdict}`,
  );
  return isHeavy || isCheap;
}

function cell(value: number, width: number, digits = 0): string {
  return value.toFixed(digits).padStart(width);
}

function cpuOf(bursts: readonly Measured[]): number {
  return quartile(bursts, "lower", ({ cpuMs }) => cpuMs);
}

/** Other work on the machine only ever makes a burst slower: the better quarter tells of the server. */
function quartile(
  bursts: readonly Measured[],
  which: "lower" | "upper",
  of: (measured: Measured) => number,
): number {
  const sorted = bursts.map(of).sort((a, b) => a - b);
  const at = Math.floor(sorted.length / 4);
  return sorted[which === "lower" ? at : sorted.length - 1 - at] ?? NaN;
}
