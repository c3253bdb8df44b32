import type { Core } from "../core/core.ts";
import type { Domain, Field, Service } from "../services/define.ts";
import { callService } from "../services/call.ts";
import { answer, command, flag, list, record, text, type Command } from "../wire/command.ts";

type Named<T> = readonly (readonly [string, T])[];

/** Services of an integration that is not loaded (yet) are not there. */
const loadedDomains = ({ lifecycle, services }: Core): Named<Domain> =>
  [...services].filter(([domain]) => lifecycle.components.has(domain));

const mapped = <T, U>(entries: Readonly<Record<string, T>>, shape: (value: T) => U) =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, shape(value)]));

/** Names stay in the translations, but for the services that have none. */
function describe({ name, description, target, fields = {}, response, named }: Service) {
  return {
    ...(named ? { name, description } : {}),
    fields: mapped(fields, (field) => describeField(field, named ?? false)),
    ...(target === undefined ? {} : { target: describeTarget(target) }),
    ...(response ? { response } : {}),
  };
}

const describeTarget = (target: string) =>
  target === "any" ? {} : { entity: [{ domain: [target] }] };

const describeField = ({ name, description, required, selector }: Field, isNamed: boolean) => ({
  ...(isNamed ? { name, description } : {}),
  ...(required ? { required } : {}),
  selector,
});

function* translations(domains: Named<Domain>): Generator<readonly [string, string]> {
  for (const [domain, services] of domains)
    for (const [service, { name, description, fields = {}, named }] of Object.entries(services)) {
      if (named) continue;
      const key = `component.${domain}.services.${service}`;
      yield [`${key}.name`, name];
      yield [`${key}.description`, description];
      for (const [field, of] of Object.entries(fields)) {
        yield [`${key}.fields.${field}.name`, of.name];
        yield [`${key}.fields.${field}.description`, of.description];
      }
    }
}

const callTakes = {
  domain: text,
  service: text,
  "service_data?": record,
  "target?": record,
  "return_response?": flag,
};

export const services: Readonly<Record<string, Command>> = {
  get_services: answer({}, (_, core) =>
    Object.fromEntries(loadedDomains(core).map(([domain, of]) => [domain, mapped(of, describe)])),
  ),

  call_service: command({
    takes: callTakes,
    run(args, core, caller) {
      const { service_data: data = {}, target = {}, return_response = false } = args;
      const domain = args.domain.toLowerCase();
      const service = args.service.toLowerCase();
      const { context, response } = callService(
        core,
        { domain, service, data, target, wantsResponse: return_response },
        caller.user,
      );
      const { lost, blockedMs } = core.faults;
      const fate = lost.get(`${domain}.${service}`);
      if (fate === "drop") caller.drop();
      if (fate !== undefined) return;
      const reply = () => caller.reply({ context, ...(return_response ? { response } : {}) });
      const ms = blockedMs.get(`${domain}.${service}`);
      if (ms === undefined) reply();
      else setTimeout(reply, ms).unref();
    },
  }),

  "frontend/get_translations": answer(
    {
      language: text,
      category: text,
      "integration?": list(text),
      "config_flow?": flag,
    },
    ({ category, integration }, core) => {
      if (category !== "services") return { resources: {} };
      const asked = loadedDomains(core).filter(([domain]) => integration?.includes(domain) ?? true);
      return { resources: Object.fromEntries(translations(asked)) };
    },
  ),
};
