// What docs/security.md says: each promise with the specs that hold it.
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { promises, type PromiseId } from "../tests/promises.ts";

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
      [`## ${titles[section] ?? section}`, "", ...ids.map((id) => line(id, holders))].join("\n"),
    ),
    "",
  ].join("\n");
}

function line(id: PromiseId, holders: ReadonlyMap<string, readonly string[]>): string {
  const specs = (holders.get(id) ?? []).map((path) => `[${path}](../${path})`);
  return `- **${id}**: ${promises[id]} _Held by ${specs.join(", ")}._\n`;
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

What Vestibule promises, and the specs that hold it. A promise without a spec fails the build. This page
is written by \`npm run docs\` from \`tests/promises.ts\`; the model of an attack is in
[decisions](decisions/), the order of a call in [architecture.md](architecture.md).

How to report a weakness: open a private security advisory at the repository, not an issue.
`;
