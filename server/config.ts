import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "./errors.ts";
import type { HomeAddress } from "./home/home.ts";
import type { LogLevel } from "./log.ts";
import { isNetwork } from "./networks.ts";

const logLevels = [
  "trace",
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "fatal",
] as const satisfies readonly LogLevel[];

/** Splits "a, b" from the environment. What the app's form leaves empty in a list was not given. */
const list = (item: z.ZodType<string>) =>
  z.preprocess((value) => {
    const parts: unknown = typeof value === "string" ? value.split(",") : value;
    return Array.isArray(parts) ? parts.map(trimmed).filter(isGiven) : parts;
  }, z.array(item, "must be a list").default([]));

/** Digits from the environment are a number; anything else must be one already. */
const wholeNumber = (min: number, max: number, usual: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
    z.int(error).min(min, error).max(max, error).default(usual),
  );
};

const flag = (usual: boolean) =>
  z.preprocess(
    (value) => (typeof value === "string" ? (truths.get(value.toLowerCase()) ?? value) : value),
    z.boolean("must be true or false").default(usual),
  );
/** YAML reads all of these as one and the same, and so does whoever writes them. */
const truths = new Map([
  ...["true", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "no", "off"].map((word) => [word, false] as const),
]);

const choice = <const Names extends readonly string[]>(names: Names, usual: Names[number]) =>
  z.preprocess(
    (value) => (typeof value === "string" ? value.toLowerCase() : value),
    z.enum(names, `must be one of ${names.join(", ")}`).default(usual),
  );

const noUrl = "must be a URL beginning with http:// or https://";
const httpUrl = z
  .url({ protocol: /^https?$/, error: noUrl })
  // Whoever parses a URL passes over line breaks, and whoever writes it down does not.
  .refine((url) => /^https?:\/\/[^\s\p{C}]+$/iu.test(url), noUrl);
/** Paths are put behind it. */
const baseUrl = httpUrl
  .refine((url) => !/[?#@]/.test(url), "must be a URL without ?, # or a password in it")
  .overwrite((url) => url.replace(/\/+$/, ""));
const noNetwork = "must be an address or a network like 192.168.1.0/24";
const network = z.string(noNetwork).refine(isNetwork, noNetwork);
const noHostName = "must be a host name or an address, without port";
const hostName = z
  .string(noHostName)
  .regex(/^(\*\.)?[a-zA-Z0-9._-]+$|^\[[0-9a-fA-F:]+\]$/, noHostName);
const roleName = z.string("must be the name of a role").min(1, "must be the name of a role");
const port = (usual: number) => wholeNumber(0, 65_535, usual);

/** The app's options, as in config.yaml. In the environment they have the same names in capitals. */
export const optionsSchema = z.object({
  log_level: choice(logLevels, "info"),
  log_format: choice(["text", "json"], "text"),
  calls_per_minute: wholeNumber(1, 100_000, 100),
  public_url: baseUrl.optional(),
  trusted_proxies: list(network),
  allowed_hosts: list(hostName),
  allowed_origins: list(httpUrl),
  allow_plain_http: flag(false),
  mcpo_compatible: flag(false),
  newcomer_role: roleName.default("resident"),
  registration: flag(false),
  registration_role: roleName.default("guest"),
  home_sign_in: flag(true),
  home_public_url: baseUrl.optional(),
});

const optionNames = optionsSchema.shape;

/** What only the environment says: where things are, not how Vestibule behaves. */
const placesSchema = z.object({
  HOME_URL: baseUrl.optional(),
  HOME_TOKEN: z.string().optional(),
  SUPERVISOR_TOKEN: z.string().optional(),
  SUPERVISOR_URL: baseUrl.default("http://supervisor"),
  /** Home Assistant itself, as the Supervisor names it to apps. */
  CORE_HOST: hostName.default("homeassistant"),
  DATA_DIR: z.string().default("/data"),
  HOST: z.string().optional(),
  PORT: port(7180),
  INGRESS_PORT: port(8099),
  INGRESS_PEER: z
    .string()
    .refine((peer) => isIP(peer) !== 0, "must be an address")
    .default("172.30.32.2"),
  READY_FD: z.string().optional(),
});

export type Options = z.output<typeof optionsSchema>;

/** What may be changed while running, as it begins. */
export function runSettingsOf(
  options: Options,
): Pick<
  Options,
  "calls_per_minute" | "registration" | "registration_role" | "newcomer_role" | "home_sign_in"
> {
  const { calls_per_minute, registration, registration_role, newcomer_role, home_sign_in } =
    options;
  return { calls_per_minute, registration, registration_role, newcomer_role, home_sign_in };
}

export interface Config {
  readonly options: Readonly<Options>;
  readonly dataDir: string;
  /** Absent: listen on every interface. */
  readonly host?: string;
  readonly port: number;
  readonly ingressPort: number;
  readonly ingressPeer: string;
  /** Where somebody waits for a line that says that we are there, as it was given. */
  readonly readyFd?: string;
  readonly home: HomeAddress;
  /** Inside the app alone. */
  readonly supervisor?: {
    readonly url: string;
    readonly token: string;
    readonly coreHost: string;
  };
  /** What options.json says beyond the options. */
  readonly unknownOptions: readonly string[];
  readonly homeSignIn: {
    /** Home Assistant itself; absent: the Supervisor knows, whose own proxy signs nobody in. */
    readonly url?: string;
    /** Where a browser opens it; absent: it says so itself. */
    readonly browserUrl?: string;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `DATA_DIR/options.json` (the Supervisor writes it), the environment, which wins, and `fixed`, which wins over both.
 * @throws AppError invalid_input with one readable line naming the option. */
export function readConfig(
  surroundings: Environment = process.env,
  fixed: Environment = {},
): Config {
  const environment = { ...surroundings, ...fixed };
  const places = parse(placesSchema, given(environment), "the environment");
  const written = readOptionsFile(places.DATA_DIR);
  const options = parse(
    optionsSchema,
    { ...given(written), ...given(optionsOf(environment)) },
    "the options",
  );
  return Object.freeze({
    options: Object.freeze(options),
    dataDir: places.DATA_DIR,
    ...(places.HOST === undefined ? {} : { host: places.HOST }),
    port: places.PORT,
    ingressPort: places.INGRESS_PORT,
    ingressPeer: places.INGRESS_PEER,
    ...(places.READY_FD === undefined ? {} : { readyFd: places.READY_FD }),
    home: homeOf(places),
    ...supervisorOf(places),
    unknownOptions: Object.keys(written).filter((name) => !Object.hasOwn(optionNames, name)),
    homeSignIn: homeSignInOf(places.HOME_URL, options.home_public_url),
  });
}

/** Where the data is, for commands that need no home: `vestibule user list`. */
export function readDataDir(environment: Environment = process.env): string {
  return parse(placesSchema.pick({ DATA_DIR: true }), given(environment), "the environment")
    .DATA_DIR;
}

function homeSignInOf(
  url: string | undefined,
  publicUrl: string | undefined,
): Config["homeSignIn"] {
  const browserUrl = publicUrl ?? url;
  return {
    ...(url === undefined ? {} : { url }),
    ...(browserUrl === undefined ? {} : { browserUrl }),
  };
}

function supervisorOf(places: z.output<typeof placesSchema>): Pick<Config, "supervisor"> {
  const { SUPERVISOR_TOKEN: token, SUPERVISOR_URL: url, CORE_HOST: coreHost } = places;
  return token === undefined ? {} : { supervisor: { url, token, coreHost } };
}

function homeOf(places: z.output<typeof placesSchema>): HomeAddress {
  if (places.HOME_URL !== undefined) {
    if (places.HOME_TOKEN === undefined)
      throw new AppError("invalid_input", "HOME_URL is given but HOME_TOKEN is missing.", {
        hint: "Create a long-lived access token in Home Assistant (your profile, Security) and pass it as HOME_TOKEN.",
      });
    return {
      url: places.HOME_URL,
      token: places.HOME_TOKEN,
      supervised: false,
    };
  }
  if (places.SUPERVISOR_TOKEN !== undefined)
    return {
      url: `${places.SUPERVISOR_URL}/core`,
      token: places.SUPERVISOR_TOKEN,
      supervised: true,
    };
  throw new AppError("invalid_input", "There is no home to connect to: HOME_URL is missing.", {
    hint: "Set HOME_URL and HOME_TOKEN, or try the simulated home with `npm run demo`.",
  });
}

function optionsOf(environment: Environment): Record<string, unknown> {
  const names = Object.keys(optionNames);
  return Object.fromEntries(names.map((name) => [name, environment[name.toUpperCase()]]));
}

/** What the app's form or the environment leaves empty was not given; spaces around a value are nobody's wish. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(values).map(([name, value]) => [name, trimmed(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => isGiven(value)));
}

function trimmed(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function readOptionsFile(dataDir: string): Record<string, unknown> {
  const path = join(dataDir, "options.json");
  let text: string;
  try {
    // Reading a pipe would wait for ever.
    if (!statSync(path).isFile()) throw new Error("It is no file.");
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new AppError("invalid_input", `The options file ${path} cannot be read.`, {
      cause: error,
    });
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    throw new AppError("invalid_input", `The options file ${path} is not a JSON object.`, {
      cause: error,
    });
  }
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join(".") ?? "";
  throw new AppError("invalid_input", `${name} in ${where} ${issue?.message ?? "is wrong"}.`);
}
