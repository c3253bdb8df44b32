import { randomBytes } from "node:crypto";
import { createCore } from "./core/core.ts";
import { updateEntity, removeEntity } from "./core/entities.ts";
import { bringIn, openArea } from "./core/additions.ts";
import { letGroupsFollow } from "./core/groups.ts";
import { loadAll, restart } from "./core/lifecycle.ts";
import type { User } from "./core/model.ts";
import type { DemoHome, DemoHomeOptions, ReceivedCommand } from "./contract.ts";
import { furnish } from "./house/furnish.ts";
import { createMischief } from "./mischief.ts";
import { createListener } from "./wire/listener.ts";
import { createMood } from "./wire/mood.ts";

export type * from "./contract.ts";

const keptCommands = 10_000;
const randomToken = () => randomBytes(32).toString("hex");

/** A simulated Home Assistant on a real socket. It is only ever there when somebody asks for it by name. */
export async function createDemoHome(options: DemoHomeOptions = {}): Promise<DemoHome> {
  const { entities = 0, seed = 1, host = "127.0.0.1", port = 0, tokens = {} } = options;
  const core = createCore(seed, () => void restart(core, listener));
  furnish(core, entities);
  loadAll(core);
  letGroupsFollow(core);

  const token = tokens.owner ?? randomToken();
  const userToken = tokens.resident ?? randomToken();
  const supervisorToken = randomToken();
  const holders = new Map<string, User | undefined>([
    [token, core.users.get("Alex")],
    [userToken, core.users.get("Robin")],
    [supervisorToken, core.users.get("Supervisor")],
  ]);

  const mood = createMood();
  const commands: ReceivedCommand[] = [];
  const counts = new Map<string, number>();
  let total = 0;

  const listener = createListener({
    ...{ host, port, core, mood },
    userOf: (given) => (mood.refusesTokens ? undefined : holders.get(given)),
    onCommand(message, user) {
      const type = String(message["type"]);
      total += 1;
      counts.set(type, (counts.get(type) ?? 0) + 1);
      commands.push({ type, message, user: user.name });
      if (commands.length > keptCommands) commands.splice(0, keptCommands / 2);
    },
  });
  await listener.open();

  return {
    url: `http://${host}:${listener.port}`,
    ...{ token, userToken, supervisorToken, commands },
    states: core.states.all,
    registry: core.registries.entities.all,
    calls: core.calls,
    state(entityId) {
      const state = core.states.all.get(entityId);
      if (!state) throw new Error(`The demo home has no ${entityId}.`);
      return state;
    },
    setState(entityId, state, attributes) {
      const old = core.states.all.get(entityId)?.attributes ?? {};
      return core.states.set(entityId, state, attributes ?? old);
    },
    addEntity: (entity) => bringIn(core, entity),
    updateEntity(entityId, changes) {
      if (!updateEntity(core, entityId, changes))
        throw new Error(`The demo home's registry has no ${entityId}.`);
    },
    removeEntity: (entityId) => removeEntity(core, entityId),
    addArea: (area) => openArea(core, area),
    updateArea: (areaId, changes) => void core.registries.areas.change(areaId, changes),
    fire: (eventType, data) => core.bus.fire(eventType, data),
    received: (type) => (type === undefined ? total : (counts.get(type) ?? 0)),
    get connections() {
      return [...listener.sessions].filter(({ holder }) => holder).length;
    },
    get attempts() {
      return listener.attempts;
    },
    restart: (times) => restart(core, listener, times),
    ...createMischief({ core, mood, listener, revoke: (revoked) => holders.delete(revoked) }),
    async close() {
      await listener.shut();
      for (const { socket } of listener.sessions) socket.terminate();
    },
  };
}
