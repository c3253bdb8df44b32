// What the Supervisor reads of an app, as JSON Schemas: it drops unknown keys in silence, and hides an app that it
// cannot read, so neither may happen. Defaults stand here for the rule that nothing is said which holds anyway.

const off = { type: "boolean", default: false } as const;
const text = { type: "string", minLength: 1 } as const;
const texts = { type: "array", items: text, minItems: 1, uniqueItems: true } as const;
const architectures = { enum: ["aarch64", "amd64"] } as const;

/** `str`, `int(1,10)`, `list(a|b)?`, lists of them, and groups of them. */
const optionType = {
  type: "string",
  pattern:
    "^(bool|email|url|port|match\\(.+\\)|list\\([^()]+\\)|device(\\(subsystem=[a-z]+\\))?|(str|password|int|float)(\\(-?[\\d.]*,-?[\\d.]*\\))?)\\??$",
} as const;
const optionGroup = { type: "object", additionalProperties: optionType } as const;
const optionTypes = {
  type: "object",
  additionalProperties: {
    anyOf: [
      optionType,
      optionGroup,
      { type: "array", items: { anyOf: [optionType, optionGroup] }, minItems: 1, maxItems: 1 },
    ],
  },
} as const;

const folder = {
  type: "object",
  properties: {
    type: {
      enum: [
        ...["addon_config", "app_config", "addons", "local_apps", "all_addon_configs"],
        ...["all_app_configs", "backup", "data", "homeassistant_config", "media", "share", "ssl"],
      ],
    },
    read_only: { type: "boolean" },
    path: { type: "string", pattern: "^/" },
  },
  required: ["type"],
  additionalProperties: false,
} as const;

export const appSchema = {
  type: "object",
  required: ["arch", "description", "name", "slug", "version"],
  additionalProperties: false,
  properties: {
    name: { type: "string", pattern: "^\\S[^\\n]*$" },
    version: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$" },
    slug: { type: "string", pattern: "^[-_.A-Za-z0-9]+$" },
    description: { type: "string", pattern: "^\\S[^\\n]*$" },
    url: { type: "string", pattern: "^https://\\S+$" },
    arch: { type: "array", items: architectures, minItems: 1, uniqueItems: true },
    machine: texts,
    startup: {
      enum: ["initialize", "system", "services", "application", "once"],
      default: "application",
    },
    boot: { enum: ["auto", "manual", "manual_only"], default: "auto" },
    init: { type: "boolean", default: true },
    stage: { enum: ["stable", "experimental", "deprecated"], default: "stable" },
    homeassistant: { type: "string", pattern: "^\\d{4}\\.\\d{1,2}\\.\\d+$" },
    timeout: { type: "integer", minimum: 10, maximum: 300, default: 10 },

    ports: {
      type: "object",
      propertyNames: { pattern: "^\\d{1,5}/(tcp|udp)$" },
      additionalProperties: {
        anyOf: [{ type: "integer", minimum: 1, maximum: 65535 }, { type: "null" }],
      },
    },
    ports_description: {
      type: "object",
      propertyNames: { pattern: "^\\d{1,5}/(tcp|udp)$" },
      additionalProperties: text,
    },
    ingress: off,
    ingress_port: { type: "integer", minimum: 0, maximum: 65535, default: 8099 },
    ingress_entry: text,
    ingress_stream: off,
    panel_icon: { type: "string", pattern: "^mdi:[a-z0-9-]+$", default: "mdi:puzzle" },
    panel_title: text,
    panel_admin: { type: "boolean", default: true },

    homeassistant_api: off,
    hassio_api: off,
    hassio_role: {
      enum: ["default", "homeassistant", "backup", "manager", "admin"],
      default: "default",
    },
    auth_api: off,
    discovery: texts,
    services: {
      type: "array",
      items: { type: "string", pattern: "^(mqtt|mysql):(provide|want|need)$" },
    },

    apparmor: { type: "boolean", default: true },
    privileged: {
      type: "array",
      items: {
        enum: [
          ...["BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "IPC_LOCK", "NET_ADMIN", "NET_RAW"],
          ...["PERFMON", "SYS_ADMIN", "SYS_MODULE", "SYS_NICE", "SYS_PTRACE", "SYS_RAWIO"],
          ...["SYS_RESOURCE", "SYS_TIME"],
        ],
      },
    },
    full_access: off,
    docker_api: off,
    host_dbus: off,
    host_ipc: off,
    host_network: off,
    host_pid: off,
    host_uts: off,
    kernel_modules: off,
    realtime: off,
    devices: { type: "array", items: { type: "string", pattern: "^/dev/[^:]+$" } },
    gpio: off,
    usb: off,
    uart: off,
    udev: off,
    devicetree: off,
    audio: off,
    video: off,
    journald: off,
    stdin: off,
    tmpfs: off,
    ulimits: {
      type: "object",
      additionalProperties: {
        anyOf: [
          { type: "integer" },
          {
            type: "object",
            properties: { soft: { type: "integer" }, hard: { type: "integer" } },
            required: ["soft", "hard"],
            additionalProperties: false,
          },
        ],
      },
    },

    map: { type: "array", items: folder },
    environment: {
      type: "object",
      additionalProperties: { type: ["string", "number", "boolean"] },
    },
    options: { type: "object" },
    schema: optionTypes,
    backup: { enum: ["hot", "cold"], default: "hot" },
    backup_pre: { type: "string", pattern: "^/" },
    backup_post: { type: "string", pattern: "^/" },
    backup_exclude: texts,
    // A name without a tag: the version is the tag.
    image: { type: "string", pattern: "^([a-z0-9.-]+(:\\d+)?/)?([a-z0-9._{}-]+/)*[a-z0-9._{}-]+$" },
    breaking_versions: texts,
  },
} as const;

/** Only what names the base: a digest would not be read, and `args` and `squash` are of the past. */
export const buildSchema = {
  type: "object",
  required: ["build_from"],
  additionalProperties: false,
  properties: {
    build_from: {
      type: "object",
      propertyNames: architectures,
      additionalProperties: { type: "string", pattern: "^[a-z0-9./-]+:[\\w.-]+$" },
      minProperties: 1,
    },
  },
} as const;

export const repositorySchema = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: text,
    url: { type: "string", pattern: "^https://\\S+$" },
    maintainer: text,
  },
} as const;

const translatedOption = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: text,
    description: text,
    fields: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["name"],
        additionalProperties: false,
        properties: { name: text, description: text },
      },
    },
  },
} as const;

export const translationSchema = {
  type: "object",
  required: ["configuration", "network"],
  additionalProperties: false,
  properties: {
    configuration: { type: "object", additionalProperties: translatedOption },
    network: { type: "object", additionalProperties: text },
  },
} as const;
