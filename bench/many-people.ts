import { createAccess } from "../server/access/create-access.ts";
import { currentCatalogue } from "../server/current-catalogue.ts";
import { openStore } from "../server/store/store.ts";
import { silentLog } from "../tests/support/access.ts";
import { pick, rulesAmong, type Things } from "./many-rules.ts";

const version = "0.0.0-bench";
const roles = ["resident", "editor", "guest"] as const;

/** Lets people with rules into a data directory whose server does not run; the secrets of their tokens. */
export async function moveInPeople(
  count: number,
  { dataDir, ...things }: Things & { readonly dataDir: string },
): Promise<readonly string[]> {
  const store = await openStore({ dataDir, version, log: silentLog });
  const catalogue = await currentCatalogue(store, version);
  const access = await createAccess({ store, catalogue, log: silentLog, bcryptCost: 4 });
  const rulesOf = rulesAmong(things);
  const secrets: string[] = [];
  for (let at = 0; at < count; at++) {
    const user = await access.users.create({
      ...{ username: `person-${at}`, password: "correct horse", role: pick(roles, at) },
    });
    const doors = ["mcp", "rest"] as const;
    const token = await access.tokens.create(user.id, { name: "bench", rights: "same", doors });
    const subject = { kind: "user" as const, id: user.id };
    await access.permissions.put([{ subject, permissions: rulesOf(at) }], user.id);
    secrets.push(token.secret);
  }
  await access.close();
  await store.close();
  return secrets;
}
