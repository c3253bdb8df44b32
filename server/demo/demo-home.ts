import type { DemoHome, DemoHomeOptions } from "./contract.ts";
import { createCore } from "./core/core.ts";
import { createEdits } from "./core/edits.ts";
import { letGroupsFollow } from "./core/groups.ts";
import { loadAll, restart } from "./core/lifecycle.ts";
import { letThingsMove } from "./core/movement.ts";
import { createSignIns } from "./core/sign-ins.ts";
import { letStandInsFollow } from "./core/stand-ins.ts";
import { createTokens, randomToken } from "./core/tokens.ts";
import { furnish } from "./house/furnish.ts";
import { createRoutineEdits } from "./routine-edits.ts";
import { createMischief } from "./mischief.ts";
import { letAutomationsWatch } from "./services/automations.ts";
import { catalogue } from "./services/index.ts";
import { createUserEdits } from "./user-edits.ts";
import { createListener } from "./wire/listener.ts";
import { createMood } from "./wire/mood.ts";
import { createVisitorsBook } from "./wire/visitors-book.ts";

export type * from "./contract.ts";

/** A simulated Home Assistant on a real socket. It is only ever there when somebody asks for it by name. */
export async function createDemoHome(options: DemoHomeOptions = {}): Promise<DemoHome> {
  const { entities = 0, seed = 1, host = "127.0.0.1", port = 0, movingMs } = options;
  const { transitMs = 20 } = options;
  const core = createCore({
    ...{ seed, transitMs, services: catalogue },
    restart: () => void restart(core, listener),
  });
  furnish(core, entities);
  loadAll(core);
  letGroupsFollow(core);
  letStandInsFollow(core);
  letAutomationsWatch(core);

  const tokens = createTokens(core.users, (revoked) => {
    for (const session of listener.sessions) if (session.holder?.token === revoked) session.close();
  });
  const handOut = (name: string, token = randomToken()) => {
    tokens.give(core.users.named(name)?.id, token);
    return token;
  };
  const token = handOut("Alex", options.tokens?.owner);
  const userToken = handOut("Robin", options.tokens?.resident);
  const supervisorToken = handOut("Supervisor", options.tokens?.supervisor);

  const signIns = createSignIns(core.users);
  const mood = createMood();
  const visitors = createVisitorsBook();
  const listener = createListener({
    ...{ host, port, core, mood, signIns, tokens },
    userOf: (given) => (mood.refusesTokens ? undefined : tokens.userOf(given)),
    onCommand: visitors.write,
  });
  await listener.open();
  const stopMoving = movingMs === undefined ? undefined : letThingsMove(core, movingMs);

  return {
    url: `http://${host}:${listener.port}`,
    ...{ token, userToken, supervisorToken },
    states: core.states.all,
    registry: core.registries.entities.all,
    calls: core.calls,
    commands: visitors.commands,
    received: visitors.count,
    state(entityId) {
      const state = core.states.all.get(entityId);
      if (!state) throw new Error(`The demo home has no ${entityId}.`);
      return state;
    },
    get connections() {
      return [...listener.sessions].filter(({ holder }) => holder).length;
    },
    get attempts() {
      return listener.attempts;
    },
    get signedIn() {
      return tokens.open;
    },
    restart: (times) => restart(core, listener, times),
    ...createEdits(core),
    ...createRoutineEdits(core),
    ...createUserEdits({ core, signIns, tokens }),
    ...createMischief({ core, mood, listener, revoke: (given) => tokens.revoke(given) }),
    async close() {
      stopMoving?.();
      await listener.close();
    },
  };
}
