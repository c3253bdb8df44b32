// What a test changes about the house while it stands.
import type { DemoHome } from "../contract.ts";
import { bringIn, openArea } from "./additions.ts";
import type { Core } from "./core.ts";
import { removeEntity, updateDevice, updateEntity } from "./entities.ts";
import { expose } from "./exposure.ts";

type Edits = Pick<
  DemoHome,
  | "setState"
  | "addEntity"
  | "updateEntity"
  | "removeEntity"
  | "addArea"
  | "updateArea"
  | "updateDevice"
  | "rename"
  | "expose"
  | "addService"
  | "removeService"
  | "fire"
>;

export const createEdits = (core: Core): Edits => ({
  setState(entityId, state, attributes) {
    const old = core.states.all.get(entityId)?.attributes ?? {};
    return core.states.set(entityId, state, attributes ?? old);
  },
  addEntity: (entity) => bringIn(core, entity),
  updateEntity: (entityId, changes) => mustExist(updateEntity(core, entityId, changes), entityId),
  removeEntity: (entityId) => removeEntity(core, entityId),
  addArea: (area) => openArea(core, area),
  updateArea: (areaId, changes) => mustExist(core.registries.areas.change(areaId, changes), areaId),
  updateDevice: (deviceId, changes) => mustExist(updateDevice(core, deviceId, changes), deviceId),
  rename(what, id, name) {
    const { floors, labels, categories } = core.registries;
    const registry = { floor: floors, label: labels, category: categories }[what];
    mustExist(registry.change(id, { name }), id);
  },
  expose: (entityId, should) => expose(core, entityId, ["conversation"], should),
  addService(domain, service) {
    const plain = { name: service, description: `Does nothing: ${service}.` };
    core.services.set(domain, { ...core.services.get(domain), [service]: plain });
    core.lifecycle.components.add(domain);
    core.bus.fire("service_registered", { domain, service });
  },
  removeService(domain, service) {
    const services = Object.entries(core.services.get(domain) ?? {});
    const left = services.filter(([name]) => name !== service);
    core.services.set(domain, Object.fromEntries(left));
    core.bus.fire("service_removed", { domain, service });
  },
  fire: (eventType, data) => core.bus.fire(eventType, data),
});

function mustExist(found: object | undefined, id: string): void {
  if (!found) throw new Error(`The demo home has no ${id}.`);
}
