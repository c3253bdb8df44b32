// A copy of the judge that lacks something, to see whether anybody notices.
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Acting from "../../server/gateway/acting.ts";
import type * as Audit from "../../server/gateway/audit.ts";
import type * as CallTool from "../../server/gateway/call-tool.ts";
import type * as GuardHome from "../../server/gateway/guard-home.ts";
import type { RoadParts } from "./any-house/road.ts";
import { pathOf } from "./repository.ts";

/** One check taken out: this text, which is there just once, becomes that one. */
export interface Mutation {
  /** Below `server`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** What is copied; everything else is shared with the server itself. */
const copied = ["gateway", "policy"];

/** The road of a mutated copy in this folder. @throws Error when the text is not there, or there twice. */
export async function mutantIn(folder: string, mutation: Mutation): Promise<RoadParts> {
  const server = join(folder, "server");
  await mkdir(server, { recursive: true });
  for (const name of ["shared", "node_modules", "package.json"])
    await symlink(pathOf(name), join(folder, name));
  for (const name of await readdir(pathOf("server")))
    if (copied.includes(name))
      await cp(pathOf(`server/${name}`), join(server, name), { recursive: true });
    else await symlink(pathOf(`server/${name}`), join(server, name));

  const path = join(server, mutation.file);
  const text = await readFile(path, "utf8");
  const count = text.split(mutation.find).length - 1;
  if (count !== 1) throw new Error(`${mutation.file} has it ${count} times: ${mutation.find}`);
  await writeFile(
    path,
    text.replace(mutation.find, () => mutation.replace),
  );

  const load = (name: string): Promise<unknown> =>
    import(pathToFileURL(join(server, "gateway", name)).href);
  // A copy has the types of what it was copied from.
  const { createActing } = (await load("acting.ts")) as typeof Acting;
  const { createAudit } = (await load("audit.ts")) as typeof Audit;
  const { createGateway } = (await load("call-tool.ts")) as typeof CallTool;
  const { createGuard } = (await load("guard-home.ts")) as typeof GuardHome;
  return { createActing, createAudit, createGateway, createGuard };
}
