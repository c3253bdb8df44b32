// What we ask of every workflow beyond its grammar: least rights, nothing that moves under a name, an end in time.
import { parse } from "yaml";
import { z } from "zod";

const runners = ["ubuntu-24.04", "ubuntu-24.04-arm", "${{ matrix.os }}"];
const nodeVersions = z.union([z.number(), z.array(z.number())]).optional();

const workflowSchema = z.object({
  on: z.unknown(),
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(
    z.string(),
    z.object({
      uses: z.string().optional(),
      "runs-on": z.string().optional(),
      "timeout-minutes": z.number().optional(),
      permissions: z.record(z.string(), z.string()).default({}),
      strategy: z
        .object({ matrix: z.union([z.string(), z.object({ node: nodeVersions })]) })
        .optional(),
      steps: z
        .array(
          z.object({
            uses: z.string().optional(),
            run: z.string().optional(),
            with: z.record(z.string(), z.unknown()).default({}),
          }),
        )
        .default([]),
    }),
  ),
});
type Workflow = z.output<typeof workflowSchema>;
type Job = Workflow["jobs"][string];

/** Everything that a workflow does against these rules. */
export function workflowFaults(text: string): readonly string[] {
  const workflow = workflowSchema.parse(parse(text));
  return [
    ...faultsOfAll(workflow),
    ...unpinned(text),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      faultsOfJob(job).map((fault) => `${name}: ${fault}`),
    ),
  ];
}

/** The shell scripts inside a workflow. */
export const scriptsIn = (text: string): readonly string[] =>
  Object.values(workflowSchema.parse(parse(text)).jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => run ?? []),
  );

/** The major versions of Node that the jobs of a workflow run on. */
export function nodeVersionsIn(text: string): readonly number[] {
  const { jobs } = workflowSchema.parse(parse(text));
  const all = Object.values(jobs).flatMap(({ strategy, steps }) => [
    ...(typeof strategy?.matrix === "object" ? [strategy.matrix.node] : []),
    ...steps.map((step) => step.with["node-version"]),
  ]);
  return [...new Set(all.flat().filter((version) => typeof version === "number"))].sort();
}

function faultsOfAll({ on, permissions, concurrency }: Workflow): readonly string[] {
  const mayWrite = JSON.stringify(permissions) !== '{"contents":"read"}';
  return [
    ...(mayWrite ? ["It has other rights than reading, before any job asks."] : []),
    ...(concurrency === undefined ? ["It may run beside itself."] : []),
    ...(JSON.stringify(on).includes("pull_request_target")
      ? ["pull_request_target gives a stranger's code our rights."]
      : []),
  ];
}

function faultsOfJob(job: Job): readonly string[] {
  if (job.uses !== undefined) return [];
  const runner = job["runs-on"] ?? "";
  return [
    ...(job["timeout-minutes"] === undefined ? ["It has no time-out."] : []),
    ...(runners.includes(runner) ? [] : [`${runner} is no runner that we name.`]),
    ...job.steps.flatMap(({ uses = "", run = "", with: inputs }) => [
      ...(uses.startsWith("actions/checkout@") && inputs["persist-credentials"] !== false
        ? ["The checkout leaves its token lying about."]
        : []),
      ...(run.includes("${{") ? ["A script is put together from expressions: use env."] : []),
    ]),
  ];
}

/** An action by a tag may be another one tomorrow; the version behind the digest is for people and Renovate. */
function unpinned(text: string): readonly string[] {
  const used = Array.from(text.matchAll(/\buses: *(\S+)(.*)/g), ([, uses = "", rest = ""]) => ({
    uses,
    rest,
  }));
  return used
    .filter(({ uses }) => !uses.startsWith("./"))
    .filter(({ uses, rest }) => !/@[0-9a-f]{40}$/.test(uses) || !/^ # v?\d+\.\d+/.test(rest))
    .map(({ uses }) => `${uses} is not pinned by digest and version.`);
}
