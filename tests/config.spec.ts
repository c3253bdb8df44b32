import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Options, optionsSchema, readConfig } from "../server/config.ts";
import { AppError } from "../server/errors.ts";

interface Given {
  /** What the Supervisor wrote into options.json; text is written as it is. */
  readonly file?: Readonly<Record<string, unknown>> | string;
  readonly environment?: Readonly<Record<string, string>>;
}

const home = { HOME_URL: "http://homeassistant.test:8123", HOME_TOKEN: "a-token" };

const usual: Options = {
  log_level: "info",
  log_format: "text",
  calls_per_minute: 100,
  trusted_proxies: [],
  allowed_hosts: [],
  allowed_origins: [],
  allow_plain_http: false,
  mcpo_compatible: false,
  newcomer_role: "resident",
  registration: false,
  registration_role: "guest",
  home_sign_in: true,
};

/** Every option: as the form writes it, as the environment says it, and what it must not be. */
const table: Readonly<
  Record<keyof Options, { inFile: unknown; inEnvironment: string; meant: unknown; wrong: unknown }>
> = {
  log_level: { inFile: "debug", inEnvironment: "debug", meant: "debug", wrong: "loud" },
  log_format: { inFile: "json", inEnvironment: "json", meant: "json", wrong: "xml" },
  calls_per_minute: { inFile: 60, inEnvironment: "60", meant: 60, wrong: 0 },
  public_url: {
    inFile: "https://hall.example.org",
    inEnvironment: "https://hall.example.org",
    meant: "https://hall.example.org",
    wrong: "hall.example.org",
  },
  trusted_proxies: {
    inFile: ["10.0.0.1", "fd00::/8"],
    inEnvironment: "10.0.0.1, fd00::/8",
    meant: ["10.0.0.1", "fd00::/8"],
    wrong: ["10.0.0.1", "10.0.0.0/33"],
  },
  allowed_hosts: {
    inFile: ["hall.lan", "*.example.org"],
    inEnvironment: " hall.lan ,*.example.org,",
    meant: ["hall.lan", "*.example.org"],
    wrong: ["hall.lan:7180"],
  },
  allowed_origins: {
    inFile: ["https://chat.example.org"],
    inEnvironment: "https://chat.example.org",
    meant: ["https://chat.example.org"],
    wrong: ["chat.example.org"],
  },
  allow_plain_http: { inFile: true, inEnvironment: "true", meant: true, wrong: "perhaps" },
  mcpo_compatible: { inFile: true, inEnvironment: "true", meant: true, wrong: 1 },
  newcomer_role: { inFile: "viewer", inEnvironment: "viewer", meant: "viewer", wrong: 1 },
  registration: { inFile: true, inEnvironment: "true", meant: true, wrong: "perhaps" },
  registration_role: {
    inFile: "viewer",
    inEnvironment: "viewer",
    meant: "viewer",
    wrong: ["guest"],
  },
  home_sign_in: { inFile: false, inEnvironment: "false", meant: false, wrong: "perhaps" },
  home_public_url: {
    inFile: "https://home.example.org/",
    inEnvironment: "https://home.example.org",
    meant: "https://home.example.org",
    wrong: "home.example.org",
  },
};

describe("The configuration", () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "vestibule-config-"));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  const read = ({ file, environment = home }: Given) => {
    if (file !== undefined)
      writeFileSync(
        join(dataDir, "options.json"),
        typeof file === "string" ? file : JSON.stringify(file),
      );
    return readConfig({ DATA_DIR: dataDir, ...environment });
  };

  const refusal = (given: Given): AppError => {
    try {
      read(given);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error("The configuration was accepted.");
  };

  it("is the usual one when nothing is said", () => {
    expect(read({}).options).to.deep.equal(usual);
  });

  it("has a row in this table for every option", () => {
    expect(Object.keys(table).sort()).to.deep.equal(Object.keys(optionsSchema.shape).sort());
  });

  for (const [name, row] of Object.entries(table)) {
    const { inFile, inEnvironment, meant, wrong } = row;
    const environment = { ...home, [name.toUpperCase()]: inEnvironment };

    it(`reads ${name} from options.json`, () => {
      expect(read({ file: { [name]: inFile } }).options).to.deep.equal({ ...usual, [name]: meant });
    });

    it(`reads ${name} from the environment, in capitals`, () => {
      expect(read({ environment }).options).to.deep.equal({ ...usual, [name]: meant });
    });

    it(`takes an empty ${name} as not given, in both places`, () => {
      expect(read({ file: { [name]: "" } }).options).to.deep.equal(usual);
      const empty = { ...home, [name.toUpperCase()]: "" };
      expect(read({ file: { [name]: inFile }, environment: empty }).options).to.deep.equal({
        ...usual,
        [name]: meant,
      });
    });

    it(`takes a ${name} that is null as not given`, () => {
      expect(read({ file: { [name]: null } }).options).to.deep.equal(usual);
    });

    it(`stops with one line that names ${name} when it is wrong`, () => {
      const { code, message } = refusal({ file: { [name]: wrong } });
      expect(code).to.equal("invalid_input");
      expect(message).to.match(new RegExp(`^${name}(\\.\\d+)? in the options must be .+\\.$`));
    });
  }

  it("believes the environment before options.json", () => {
    const environment = { ...home, LOG_LEVEL: "error" };

    const { options } = read({ file: { log_level: "debug", log_format: "json" }, environment });

    expect(options.log_level).to.equal("error");
    expect(options.log_format).to.equal("json");
  });

  it("keeps public_url without a slash at its end, for paths are put behind it", () => {
    const { options } = read({ file: { public_url: "https://example.org/hall//" } });

    expect(options.public_url).to.equal("https://example.org/hall");
  });

  it("leaves out what options.json says beyond the options, and knows its name", () => {
    const { options, unknownOptions } = read({
      file: { left_from_an_older_version: 1, log_level: "info", constructor: 1 },
    });

    expect(options).to.deep.equal(usual);
    expect(unknownOptions).to.have.members(["left_from_an_older_version", "constructor"]);
  });

  it("leaves out what the environment says beyond the options: it is full of it", () => {
    expect(read({ environment: { ...home, EDITOR: "vi" } }).unknownOptions).to.deep.equal([]);
  });

  for (const [what, file, meant] of [
    ["a number in quotes", { calls_per_minute: " 60 " }, { calls_per_minute: 60 }],
    [
      "rows that were left empty",
      { allowed_hosts: ["", null, " a.lan ", " "] },
      { allowed_hosts: ["a.lan"] },
    ],
    ["only such rows", { trusted_proxies: ["", null] }, { trusted_proxies: [] }],
    ["spaces around a value", { newcomer_role: " viewer " }, { newcomer_role: "viewer" }],
    ["a level in capitals", { log_level: "DEBUG" }, { log_level: "debug" }],
    ["a truth in other words", { registration: "Yes" }, { registration: true }],
    ["an untruth in other words", { home_sign_in: "off" }, { home_sign_in: false }],
  ] as const)
    it(`understands ${what}`, () => {
      expect(read({ file }).options).to.deep.equal({ ...usual, ...meant });
    });

  for (const name of ["trusted_proxies", "allowed_hosts", "allowed_origins"])
    it(`stops with one line that says what ${name} may be when there is a number in it`, () => {
      expect(refusal({ file: { [name]: [7] } }).message).to.match(
        new RegExp(`^${name}\\.0 in the options must be .+\\.$`),
      );
    });

  for (const [what, calls] of [
    ["a fraction", "1.5"],
    ["a word", "many"],
    ["an exponent", "1e3"],
    ["a truth", true],
    ["too many", 100_001],
  ] as const)
    it(`refuses ${what} as a number of calls, and says which numbers will do`, () => {
      expect(refusal({ file: { calls_per_minute: calls } }).message).to.equal(
        "calls_per_minute in the options must be a whole number from 1 to 100000.",
      );
    });

  for (const [what, file] of [
    ["broken JSON", "{"],
    ["a list", "[]"],
  ] as const)
    it(`refuses ${what} as options.json, and names the file`, () => {
      const { code, message } = refusal({ file });
      expect(code).to.equal("invalid_input");
      expect(message).to.equal(
        `The options file ${join(dataDir, "options.json")} is not a JSON object.`,
      );
    });

  it("does not wait for what is a pipe instead of options.json", () => {
    const path = join(dataDir, "options.json");
    execFileSync("mkfifo", [path]);
    try {
      expect(refusal({}).message).to.equal(`The options file ${path} cannot be read.`);
    } finally {
      rmSync(path);
    }
  });

  for (const option of ["public_url", "home_public_url"])
    it(`refuses a line of the log that is forged in ${option}`, () => {
      const url = "https://home.example/\n12:00:00.000 INFO all is well";

      expect(refusal({ file: { [option]: url } }).message).to.equal(
        `${option} in the options must be a URL beginning with http:// or https://.`,
      );
    });

  it("listens on 7180 and 8099, and knows the Supervisor by its address", () => {
    const config = read({});

    expect(config).to.include({ port: 7180, ingressPort: 8099, ingressPeer: "172.30.32.2" });
    expect(config.dataDir).to.equal(dataDir);
    expect(config).not.to.have.property("host");
  });

  it("puts its places where the environment says", () => {
    const environment = {
      ...home,
      PORT: "0",
      INGRESS_PORT: "9099",
      INGRESS_PEER: "127.0.0.1",
      HOST: "::1",
    };

    expect(read({ environment })).to.include({
      port: 0,
      ingressPort: 9099,
      ingressPeer: "127.0.0.1",
      host: "::1",
    });
  });

  it("takes an empty place as not given", () => {
    const environment = { ...home, PORT: "", INGRESS_PORT: "", INGRESS_PEER: "", HOST: "" };

    expect(read({ environment })).to.include({ port: 7180, ingressPort: 8099 });
  });

  for (const [name, wrong] of [
    ["PORT", "70000"],
    ["INGRESS_PORT", "http"],
    ["INGRESS_PEER", "supervisor"],
    ["HOME_URL", "homeassistant:8123"],
  ] as const)
    it(`stops with one line that names ${name} when it is wrong`, () => {
      const { code, message } = refusal({ environment: { ...home, [name]: wrong } });
      expect(code).to.equal("invalid_input");
      expect(message).to.match(new RegExp(`^${name} in the environment must be .+\\.$`));
    });

  for (const [what, url] of [
    ["a query", "https://hall.example.org/?from=home"],
    ["a fragment", "https://hall.example.org/#home"],
    ["a password", ["https://ada:secret", "hall.example.org"].join("@")],
  ] as const)
    for (const name of ["public_url", "home_public_url"])
      it(`stops when ${name} has ${what}, for paths are put behind it`, () => {
        expect(refusal({ file: { [name]: url } }).message).to.equal(
          `${name} in the options must be a URL without ?, # or a password in it.`,
        );
      });

  it("stops when a URL lacks its slashes", () => {
    expect(refusal({ file: { public_url: "https:hall.example.org" } }).message).to.equal(
      "public_url in the options must be a URL beginning with http:// or https://.",
    );
  });

  it("goes to the home at HOME_URL with HOME_TOKEN", () => {
    const environment = { HOME_URL: "http://homeassistant.test:8123//", HOME_TOKEN: "a-token" };

    expect(read({ environment }).home).to.deep.equal({
      url: "http://homeassistant.test:8123",
      token: "a-token",
      supervised: false,
    });
  });

  it("asks the Supervisor inside the app alone", () => {
    const token = "of-the-supervisor";
    const usualPlaces = { url: "http://supervisor", token, coreHost: "homeassistant" };
    const environment = { SUPERVISOR_TOKEN: token };
    const elsewhere = { SUPERVISOR_URL: "http://127.0.0.1:81/", CORE_HOST: "172.30.32.1" };

    expect(read({ environment })).to.deep.include({ supervisor: usualPlaces, homeSignIn: {} });
    expect(read({ environment: { ...environment, ...elsewhere } }).supervisor).to.deep.equal({
      ...{ url: "http://127.0.0.1:81", token, coreHost: "172.30.32.1" },
    });
    expect(read({})).not.to.have.property("supervisor");
  });

  it("goes through the Supervisor inside the app", () => {
    const environment = { SUPERVISOR_TOKEN: "of-the-supervisor" };

    expect(read({ environment }).home).to.deep.equal({
      url: "http://supervisor/core",
      token: "of-the-supervisor",
      supervised: true,
    });
  });

  it("prefers HOME_URL to the Supervisor", () => {
    const environment = { ...home, SUPERVISOR_TOKEN: "of-the-supervisor" };

    expect(read({ environment }).home).to.include({ url: home.HOME_URL, token: home.HOME_TOKEN });
  });

  it("asks for HOME_TOKEN, and says where to make one, when there is only HOME_URL", () => {
    const { code, message, hint } = refusal({ environment: { HOME_URL: home.HOME_URL } });

    expect(code).to.equal("invalid_input");
    expect(message).to.equal("HOME_URL is given but HOME_TOKEN is missing.");
    expect(hint).to.include("long-lived access token");
  });

  it("asks for a home, and names the simulated one, when there is none", () => {
    const { code, message, hint } = refusal({ environment: { HOME_TOKEN: "a-token" } });

    expect(code).to.equal("invalid_input");
    expect(message).to.include("HOME_URL is missing");
    expect(hint).to.include("npm run demo");
  });

  it("never says a token in a refusal", () => {
    const environment = { HOME_URL: "nonsense", HOME_TOKEN: "very-secret" };

    const { message, hint } = refusal({ environment });

    expect(`${message} ${hint ?? ""}`).not.to.include("very-secret");
  });

  it("cannot be changed afterwards", () => {
    const config = read({});

    expect(config).to.be.frozen;
    expect(config.options).to.be.frozen;
  });
});
