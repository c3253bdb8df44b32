// An app's config.yaml, as far as the Supervisor acts on it, with the Supervisor's own defaults.
import { z } from "zod";
import { readYaml } from "../../support/repository.ts";

const option: z.ZodType<OptionType> = z.lazy(() =>
  z.union([z.string(), z.array(option), z.record(z.string(), option)]),
);

/** "int(1,10)", a list of one type, or nested options by their names. */
export type OptionType = string | readonly OptionType[] | { readonly [name: string]: OptionType };

const manifestSchema = z.object({
  name: z.string(),
  description: z.string(),
  version: z.string(),
  slug: z.string(),
  arch: z.array(z.string()).readonly(),
  url: z.string().optional(),
  stage: z.string().default("stable"),
  startup: z.string().default("application"),
  boot: z.string().default("auto"),
  init: z.boolean().default(true),
  timeout: z.number().default(10),
  homeassistant: z.string().optional(),
  homeassistant_api: z.boolean().default(false),
  hassio_api: z.boolean().default(false),
  hassio_role: z
    .enum(["default", "homeassistant", "backup", "manager", "admin"])
    .default("default"),
  auth_api: z.boolean().default(false),
  ingress: z.boolean().default(false),
  ingress_port: z.number().default(8099),
  ingress_entry: z.string().default(""),
  ingress_stream: z.boolean().default(false),
  panel_icon: z.string().default("mdi:puzzle"),
  panel_title: z.string().optional(),
  panel_admin: z.boolean().default(true),
  ports: z.record(z.string(), z.number().nullable()).default({}),
  ports_description: z.record(z.string(), z.string()).default({}),
  discovery: z.array(z.string()).readonly().default([]),
  services: z.array(z.string()).readonly().default([]),
  privileged: z.array(z.string()).readonly().default([]),
  apparmor: z.boolean().default(true),
  host_network: z.boolean().default(false),
  host_pid: z.boolean().default(false),
  host_uts: z.boolean().default(false),
  docker_api: z.boolean().default(false),
  full_access: z.boolean().default(false),
  kernel_modules: z.boolean().default(false),
  stdin: z.boolean().default(false),
  backup: z.enum(["hot", "cold"]).default("hot"),
  backup_pre: z.string().optional(),
  backup_post: z.string().optional(),
  backup_exclude: z.array(z.string()).readonly().default([]),
  options: z.record(z.string(), z.unknown()).default({}),
  schema: z.record(z.string(), option).default({}),
});

export type Manifest = z.output<typeof manifestSchema>;

/** Our own, or one that a spec makes up. */
export function readManifest(of: unknown = readYaml("config.yaml")): Manifest {
  return manifestSchema.parse(of);
}
