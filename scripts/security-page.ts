// What docs/security.md says: each promise with the specs that hold it.
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { catalogue } from "../server/tools/index.ts";
import { promises, type PromiseId } from "../tests/promises.ts";
import { callersTable, doorsTable, routesTable, toolsTable } from "./rights-table.ts";

/** Paths of the specs that hold each promise, from the root of the repository. */
export async function findHolders(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = await readdir(join(root, "tests"), { recursive: true });
  const holders = new Map<string, string[]>();
  for (const file of files.filter((name) => name.endsWith(".spec.ts")).sort()) {
    const text = await readFile(join(root, "tests", file), "utf8");
    const ids = [...text.matchAll(/\bpromise\(\s*"([a-z.-]+)"/g)].map(([, id = ""]) => id);
    for (const id of new Set(ids))
      holders.set(id, [...(holders.get(id) ?? []), `tests/${file.split(sep).join("/")}`]);
  }
  return holders;
}

export async function securityPage(root: string): Promise<string> {
  const holders = await findHolders(root);
  const sections = new Map<string, PromiseId[]>();
  // The keys of a constant object are its ids.
  for (const id of Object.keys(promises) as PromiseId[]) {
    const [section = ""] = id.split(".");
    sections.set(section, [...(sections.get(section) ?? []), id]);
  }
  return [
    head,
    ...[...sections].map(([section, ids]) =>
      [`### ${titles[section] ?? section}`, "", ...ids.map((id) => line(id, holders)), ""].join(
        "\n",
      ),
    ),
    whoMayDoWhat(),
  ].join("\n");
}

/** Written from what the code decides by, and compared with what the doors do by tests/security/rights-walk.spec.ts. */
const whoMayDoWhat = (): string => `## Who may do what

Each table is made of what the code decides by, and a walk over every route and every tool, with every role, every kind of
token, through every door of both listeners, finds exactly this (\`tests/security/rights-walk.spec.ts\`).

### What lets in where

${doorsTable()}

Everything else is refused, or not there. On the public port a header counts alone: who sends a token and a cookie is the
token's user. A frozen token gets as far as \`/mcp\` and \`/rest\`, where each call is refused and no tool is listed.

### What the words of rights mean

${callersTable()}

A route may still refuse what is somebody else's. Whatever could widen somebody's rights needs a person.

### What is decided over tools

${toolsTable(catalogue)}

A token whose rights are \`same\` is answered as its user; any other gets the stricter of its own column and its user's. What
a tool would do in the home is judged once more, see [acting.md](acting.md). Roles are shown as they are delivered.

### What routes of the API need

${routesTable()}
`;

function line(id: PromiseId, holders: ReadonlyMap<string, readonly string[]>): string {
  const specs = (holders.get(id) ?? []).map(
    (path) =>
      `[${path}](../${path})${path.startsWith("tests/home/") ? " (a real Home Assistant)" : ""}`,
  );
  return `- **${id}**: ${promises[id]} _Held by ${specs.join(", ")}._`;
}

const titles: Readonly<Record<string, string>> = {
  audit: "What is written down",
  access: "Who is let in",
  doors: "Doors",
  scope: "What a caller sees and reaches",
  rules: "What a caller may ask for",
  judge: "What is judged before anything is done",
  act: "What is done",
  home: "What the home says",
  throttle: "How often",
};

const head = `# Security

This page is written by \`npm run docs\` from \`tests/promises.ts\` and the rights that the code names. How to report a weakness: open a private
security advisory at the repository, not an issue.

## What it is about

The opponent is the model, not the person. A model that reads a title, a calendar or a web page may be talked into
anything, so it is taken for granted that it will ask for everything its token can ask for.

| who                                        | what stands in the way                                                                  |
| ------------------------------------------ | --------------------------------------------------------------------------------------- |
| a model that was misled                    | what it asks for is judged by all that it would do: rules, scope, limits, risks, reach  |
| a token in the wrong hands                 | it may do what its user may, at its doors and from its addresses, until it is revoked   |
| a guest, a child, a lodger                 | roles and scopes: what may not be seen is not there, what may not be acted on is refused |
| somebody who guesses passwords             | names lock, whether anybody has them or not; second factors stay with Home Assistant    |
| another person of the house, and their model | others' phones, persons and cameras are in no token; what others' reads were about is theirs |
| somebody on the network without a token    | doors that answer nothing, a bound on failures, no plain HTTP from the internet         |
| a web page in somebody's browser           | host and origin are checked, cookies need a second token                                  |
| an integration or an update with new powers | what nobody has looked at is dangerous, and new to existing tokens                       |
| an admin of the home in a script editor    | nothing: scripts are judged as they are, but who writes them owns the home              |

## What is not promised

- Home Assistant's other entrances (its own assistants, its MCP server, long-lived tokens) do not lead through here.
- Automations that listen to a lamp, a door or a sensor are named beside an act that may set them off, and not judged.
- What a bridge or a cloud groups by itself is one entity: nobody here sees what is behind it.
- An integration may lie: a light that opens a door is a light until an admin takes it out of the scope.
- Between the last look at a script and its run there are some milliseconds.
- Who can read the data directory reads the audit, and who can read the environment reads Home Assistant's token.
- \`notify.notify\` and groups of phones reach everybody's phone with a plain message; a phone's own service is its person's.
- An admin may give themselves the power \`auditor\`, or a role more rights: it is written down, and that is all.
- Browsers send cookies to every port of a name: another app of the same machine that is served there sees the session's.
- What Home Assistant says of people is believed: who is an admin there can become whoever they like there.
- Asking a person is not built yet: what asks is refused.

The order of a call is in [architecture.md](architecture.md), what an act reaches and which risks there are in
[acting.md](acting.md), and why it is so in [decisions](decisions/).

## Promises

A promise that no spec holds fails the build. Specs in \`tests/home/\` run against a real Home Assistant, all others against a
simulated one that speaks its protocol.
`;
