import type { Area, Category, Device, Floor, HomeConfig, Label } from "./home.ts";
import { unlessRefused } from "./errors.ts";
import { readExposure, type Exposure } from "./exposure.ts";
import { readConfig } from "./home-config.ts";
import {
  readAreas,
  readCategories,
  readDevices,
  readFloors,
  readLabels,
  readSources,
  type Ask,
  type Entries,
} from "./registries.ts";
import { readServices, type Services } from "./services.ts";
import { fields } from "./wire.ts";

/** All that is read of a home beside its states. */
export interface Readings {
  readonly config: HomeConfig;
  readonly areas: ReadonlyMap<string, Area>;
  readonly floors: ReadonlyMap<string, Floor>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly labels: ReadonlyMap<string, Label>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly services: Services;
  readonly exposure: Exposure;
  readonly isAdmin: boolean;
  readonly sources: ReadonlyMap<string, string>;
  readonly entries: Entries;
}

/** What is read as a whole; entries are read by entity. */
type Whole = Omit<Readings, "entries">;
export type Kind = keyof Whole;

const readers: { readonly [kind in Kind]: (ask: Ask) => Promise<Pick<Readings, kind>> } = {
  config: async (ask) => ({ config: await readConfig(ask) }),
  areas: async (ask) => ({ areas: await readAreas(ask) }),
  floors: async (ask) => ({ floors: await readFloors(ask) }),
  devices: async (ask) => ({ devices: await readDevices(ask) }),
  labels: async (ask) => ({ labels: await readLabels(ask) }),
  categories: async (ask) => ({ categories: await unlessRefused(readCategories(ask), new Map()) }),
  services: async (ask) => ({ services: await readServices(ask) }),
  exposure: async (ask) => ({ exposure: await readExposure(ask) }),
  sources: async (ask) => ({ sources: await readSources(ask) }),
  isAdmin: async (ask) => ({
    isAdmin: fields(await ask({ type: "auth/current_user" }))["is_admin"] === true,
  }),
};

/** A refusal fails it all: a home half known would be judged wrongly. */
export async function readKinds(ask: Ask, wanted: readonly Kind[]): Promise<Partial<Whole>> {
  const parts: Partial<Whole>[] = await Promise.all(wanted.map((kind) => readers[kind](ask)));
  return parts.reduce((all, part) => ({ ...all, ...part }), {});
}

export async function readAll(ask: Ask): Promise<Whole> {
  // There is a reader for each, or `readers` would not compile.
  return (await readKinds(ask, Object.keys(readers) as Kind[])) as Whole;
}
