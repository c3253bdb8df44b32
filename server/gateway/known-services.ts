import type { Entity, Service, Snapshot } from "../home/home.ts";
import type { Scope } from "../policy/rules.ts";
import { isWide, seesAll } from "../policy/scope.ts";

type Sees = (entity: Entity) => boolean;

/** Names of services tell of phones, scripts and shell commands: a narrow scope knows those that act on
 * kinds of entities it sees, and the scripts it sees. A wide one knows all but others' phones. */
export function mayKnow(
  snapshot: Snapshot,
  scope: Scope,
  visible: Sees,
): (service: Service) => boolean {
  if (seesAll(scope)) return () => true;
  const seen = [...snapshot.entities.values()].filter(visible);
  if (isWide(scope)) {
    const ofPhones = phoneServicesOf(snapshot, seen);
    return ({ domain, service }) =>
      domain !== "notify" || !service.startsWith(phonePrefix) || ofPhones.has(service);
  }
  const domains = new Set(seen.map((entity) => entity.domain));
  const ids = new Set(seen.map((entity) => entity.entity_id));
  return ({ domain, service, target }) =>
    ids.has(`${domain}.${service}`) || (target !== undefined && domains.has(domain));
}

const phonePrefix = "mobile_app_";

/** A phone's service is called like the phone; nothing else ties them together. */
function phoneServicesOf({ devices }: Snapshot, seen: readonly Entity[]): ReadonlySet<string> {
  const phones = new Set(
    seen.filter(({ platform }) => platform === "mobile_app").map(({ device_id: id }) => id),
  );
  return new Set(
    [...devices.values()]
      .filter(({ device_id: id }) => phones.has(id))
      .map(({ name }) => `${phonePrefix}${slugOf(name)}`),
  );
}

const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
