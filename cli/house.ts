import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import type { Access } from "../server/access/access.ts";
import type { Token } from "../server/access/tokens/token.ts";
import type { User } from "../server/access/people/people.ts";
import { createAccess } from "../server/access/create-access.ts";
import { readDataDir } from "../server/config.ts";
import { currentCatalogue } from "../server/current-catalogue.ts";
import { AppError, toFailure } from "../server/errors.ts";
import { newCallId } from "../server/gateway/call-id.ts";
import { describeEvent } from "../server/gateway/describe-entry.ts";
import { databaseOf } from "../server/store/copy.ts";
import { openStore, type Store } from "../server/store/store.ts";
import { readVersion } from "../server/version.ts";
import type { Terminal } from "./terminal.ts";

export interface House {
  readonly access: Access;
  /** Does what changes something, and writes down that it was done or why it was not. */
  change<T>(event: string, details: object, work: () => Promise<T>): Promise<T>;
  /** @throws AppError not_found */
  user(username: string): Promise<User>;
  /** By its id, or by its user and name. @throws AppError not_found, or invalid_input for neither. */
  token(wanted: TokenName): Promise<Token>;
}

export interface TokenName {
  readonly id?: string;
  readonly user?: string;
  readonly name?: string;
}

const silent = { info: () => undefined, warn: () => undefined };

/** Opens the data directory for one command, beside a server that may be running on it. */
export async function inHouse<T>(
  { environment }: Terminal,
  work: (house: House) => Promise<T>,
): Promise<T> {
  const dataDir = dataDirOf(environment);
  const version = readVersion();
  const store = await openStore({ dataDir, log: silent, version });
  const catalogue = await currentCatalogue(store, version);
  const access = await createAccess({ store, catalogue, log: silent });
  try {
    return await work(houseOf(store, access));
  } finally {
    await access.close();
    await store.close();
  }
}

/** A directory that somebody names is made if need be; the app's own is there or was meant otherwise. */
export function dataDirOf(environment: Terminal["environment"]): string {
  const folder = readDataDir(environment);
  if (readDataDir({}) === folder && !existsSync(databaseOf(folder)))
    throw new AppError("invalid_input", `There is no database in ${folder}.`, {
      hint: "Set DATA_DIR to the data directory of your Vestibule.",
    });
  return folder;
}

function houseOf(store: Store, access: Access): House {
  const write = (event: string, details: object, error?: unknown) => {
    const at = Date.now();
    const entry = describeEvent(newCallId(at), at, {
      ...{ event, details, door: "cli", client: `vestibule command of ${userInfo().username}` },
      ...(error === undefined ? {} : { failure: toFailure(error) }),
    });
    return store.audit.write([entry]);
  };

  async function user(username: string): Promise<User> {
    const found = await access.users.find(username);
    if (found !== undefined) return found;
    throw new AppError("not_found", `There is no user "${username}".`, {
      hint: "See `vestibule user list`.",
    });
  }

  return {
    access,
    user,
    async change(event, details, work) {
      const result = await work().catch(async (error: unknown) => {
        await write(event, details, error);
        throw error;
      });
      await write(event, details);
      return result;
    },
    async token({ id, user: username, name }) {
      const token =
        id !== undefined
          ? await access.tokens.get(id)
          : (await access.tokens.list((await user(given(username))).id)).find(
              (other) => other.name === given(name),
            );
      if (token !== undefined) return token;
      throw new AppError("not_found", "There is no such token.", {
        hint: "See `vestibule token list`.",
      });
    },
  };
}

function given(text: string | undefined): string {
  if (text !== undefined) return text;
  throw new AppError("invalid_input", "Which token? Give its id, or --user and --name.", {
    hint: "See `vestibule token list`.",
  });
}
