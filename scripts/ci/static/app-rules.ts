// What the linter of Home Assistant's apps refuses beyond the schema.
import { isDeepStrictEqual } from "node:util";
import { appSchema } from "./app-schema.ts";

type AppConfig = Readonly<Record<string, unknown>>;

interface Rule {
  readonly says: string;
  readonly isBroken: (config: AppConfig) => boolean;
}

const rules: readonly Rule[] = [
  {
    says: "ingress_port 0 needs the host's network.",
    isBroken: (config) => config["ingress_port"] === 0 && config["host_network"] !== true,
  },
  {
    says: "full_access holds devices, gpio, uart and usb already.",
    isBroken: (config) =>
      config["full_access"] === true &&
      ["devices", "gpio", "uart", "usb"].some((key) => config[key] !== undefined),
  },
  {
    says: "backup_pre and backup_post run in hot backups only.",
    isBroken: (config) =>
      config["backup"] === "cold" &&
      (config["backup_pre"] !== undefined || config["backup_post"] !== undefined),
  },
  {
    says: "s6-overlay is process 1 and takes no init above it: init must be false.",
    isBroken: (config) => config["init"] !== false,
  },
  {
    says: "Every port needs a description, and no other has one.",
    isBroken: (config) =>
      !isDeepStrictEqual(keysOf(config["ports"]), keysOf(config["ports_description"])),
  },
  {
    says: "Every option needs a type.",
    isBroken: (config) => {
      const types = keysOf(config["schema"]);
      return keysOf(config["options"]).some((name) => !types.includes(name));
    },
  },
  {
    says: "An option that begins as nothing needs a type with ?, or the app cannot start.",
    isBroken: (config) => {
      const begun = keysOf(config["options"]);
      const types = Object.entries(asRecord(config["schema"]));
      return types.some(([name, type]) => !begun.includes(name) && !isOptional(type));
    },
  },
];

/** Everything the linter has against a configuration. */
export function ruleFaults(config: AppConfig): readonly string[] {
  return [
    ...defaultsSaidAgain(config).map((key) => `${key} says only what holds anyway.`),
    ...rules.filter(({ isBroken }) => isBroken(config)).map(({ says }) => says),
  ];
}

function defaultsSaidAgain(config: AppConfig): readonly string[] {
  return Object.entries(appSchema.properties).flatMap(([key, property]) =>
    "default" in property && config[key] === property.default ? [key] : [],
  );
}

/** Of a list, the one type in it says so. */
function isOptional(type: unknown): boolean {
  const own: unknown = Array.isArray(type) ? type[0] : type;
  return typeof own === "string" && own.endsWith("?");
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const keysOf = (value: unknown): readonly string[] => Object.keys(asRecord(value)).sort();
