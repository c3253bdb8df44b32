import { Ajv } from "ajv";
import { expect } from "chai";
import { z } from "zod";
import { ruleFaults } from "../../scripts/ci/static/app-rules.ts";
import {
  appSchema,
  buildSchema,
  repositorySchema,
  translationSchema,
} from "../../scripts/ci/static/app-schema.ts";
import { readYaml, repositoryFiles } from "../support/repository.ts";

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const appConfig = z.record(z.string(), z.unknown()).parse(readYaml("config.yaml"));

function faultsOf(schema: object, value: unknown): readonly string[] {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

/** A small app without a fault, to give one at a time. */
const sound = {
  name: "Sound",
  version: "1.0.0",
  slug: "sound",
  description: "Without a fault",
  arch: ["amd64"],
  init: false,
  ingress: true,
  ports: { "7180/tcp": 7180 },
  ports_description: { "7180/tcp": "everything" },
  options: { log_level: "info" },
  schema: { log_level: "list(info|debug)", public_url: "url?", friends: ["str?"] },
};

const translations = repositoryFiles().filter((path) => path.startsWith("translations/"));

describe("What the Supervisor reads", () => {
  for (const [file, schema] of [
    ["config.yaml", appSchema],
    ["build.yaml", buildSchema],
    ["repository.yaml", repositorySchema],
    ...translations.map((path) => [path, translationSchema] as const),
  ] as const)
    it(`is written in ${file} as the Supervisor knows it, without a key too many`, () => {
      expect(faultsOf(schema, readYaml(file))).to.deep.equal([]);
    });

  it("breaks no rule of the linter of apps", () => {
    expect(ruleFaults(appConfig)).to.deep.equal([]);
  });
});

describe("The schema of an app's configuration", () => {
  it("takes a sound one, as its linter's rules do", () => {
    expect(faultsOf(appSchema, sound)).to.deep.equal([]);
    expect(ruleFaults(sound)).to.deep.equal([]);
  });

  for (const [what, change] of [
    ["a key that nobody knows", { colour: "blue" }],
    ["webui, which Ingress replaces", { webui: "http://[HOST]:[PORT:7180]" }],
    ["watchdog, which the health check replaces", { watchdog: "tcp://[HOST]:8099" }],
    ["codenotary", { codenotary: "someone@example.com" }],
    ["auto_uart", { auto_uart: true }],
    ["the old maps", { map: ["config:rw"] }],
    ["a device with a colon", { devices: ["/dev/ttyUSB0:/dev/ttyUSB0"] }],
    ["a size for tmpfs", { tmpfs: "size=10m" }],
    ["an architecture of the past", { arch: ["armv7"] }],
    ["a description of two lines", { description: "one\ntwo" }],
    ["a slug with a space", { slug: "my app" }],
    ["a version without a dot", { version: "dev" }],
    ["an image with a tag", { image: "ghcr.io/someone/vestibule:1.0.0" }],
    ["a command that no shell would find", { backup_pre: "vestibule backup write" }],
    ["an option of an unknown type", { schema: { level: "enum(a|b)" } }],
    ["a port that is none", { ports: { "7180": 7180 } }],
    ["a time-out that the Supervisor refuses", { timeout: 5 }],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(faultsOf(appSchema, { ...sound, ...change })).not.to.be.empty;
    });

  for (const key of appSchema.required)
    it(`refuses a configuration without ${key}`, () => {
      const rest = Object.fromEntries(Object.entries(sound).filter(([name]) => name !== key));
      expect(faultsOf(appSchema, rest)).to.have.lengthOf(1);
    });

  it("refuses a base by digest, for the Supervisor would build from another then", () => {
    const digest = `ghcr.io/home-assistant/base@sha256:${"0".repeat(64)}`;
    expect(faultsOf(buildSchema, { build_from: { amd64: digest } })).not.to.be.empty;
    expect(faultsOf(buildSchema, { build_from: { amd64: "a/b:1" }, squash: true })).not.to.be.empty;
  });

  it("refuses a repository without a name, and a text without one", () => {
    expect(faultsOf(repositorySchema, { maintainer: "me" })).not.to.be.empty;
    const unnamed = { configuration: { log_level: { description: "x" } }, network: {} };
    expect(faultsOf(translationSchema, unnamed)).not.to.be.empty;
  });
});

describe("The rules of the linter of apps", () => {
  for (const [what, change] of [
    ["a default said again", { startup: "application" }],
    ["what is off being switched off", { host_network: false }],
    ["Ingress on any port without the host's network", { ingress_port: 0 }],
    ["full access with devices beside it", { full_access: true, devices: ["/dev/ttyUSB0"] }],
    ["commands around a cold backup", { backup: "cold", backup_pre: "/bin/true" }],
    ["an init above s6-overlay", { init: undefined }],
    ["a port without a description", { ports: { "7180/tcp": 7180, "1/tcp": 1 } }],
    ["an option without a type", { options: { log_level: "info", colour: "blue" } }],
    ["a type without a beginning", { options: {}, schema: { level: "str" } }],
    ["a list without a beginning", { options: {}, schema: { friends: ["str"] } }],
  ] as const)
    it(`refuse ${what}`, () => {
      expect(ruleFaults({ ...sound, ...change })).to.have.lengthOf(1);
    });
});
