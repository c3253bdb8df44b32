import type { Mischief } from "./contract.ts";
import type { Core } from "./core/core.ts";
import { mend } from "./core/faults.ts";
import type { Listener } from "./wire/listener.ts";
import { calmDown, type Mood } from "./wire/mood.ts";

interface MischiefParts {
  readonly core: Core;
  readonly mood: Mood;
  readonly listener: Listener;
  readonly revoke: (token: string) => void;
}

export function createMischief({ core, mood, listener, revoke }: MischiefParts): Mischief {
  const { faults } = core;
  return {
    drop() {
      for (const { socket } of listener.sessions) socket.terminate();
    },
    hang: (on) => void (mood.hangs = on),
    halfOpen() {
      for (const session of listener.sessions) session.freeze();
    },
    async refuse(how) {
      mood.refuses = how;
      await (how === "connection" ? listener.shut() : listener.open());
    },
    wrongToken: (on) => void (mood.refusesTokens = on),
    revoke,
    slow: (ms) => void (mood.slowMs = ms),
    authOkThenClose: (on) => void (mood.closesAfterAuth = on),
    failCommand(type, code) {
      if (code === null) mood.failing.delete(type);
      else mood.failing.set(type, code);
    },
    failService(service, code) {
      if (code === null) faults.refused.delete(service);
      else faults.refused.set(service, code);
    },
    loseAnswer(service, how) {
      if (how === false) faults.lost.delete(service);
      else faults.lost.set(service, how === "drop" ? "drop" : "silence");
    },
    blockService(service, ms) {
      if (ms === 0) faults.blockedMs.delete(service);
      else faults.blockedMs.set(service, ms);
    },
    deaf: (entityId, on) => put(faults.deaf, entityId, on),
    failPart: (entityId, on) => put(faults.broken, entityId, on),
    badFrame() {
      for (const { socket } of listener.sessions) socket.send('{"id":1,"type":"res');
    },
    flood(changes) {
      const all = [...core.states.all.values()];
      for (let change = 0; change < changes; change += 1) {
        const state = all[change % all.length];
        if (!state) return;
        const attributes = { ...core.states.all.get(state.entity_id)?.attributes, flood: change };
        core.states.set(state.entity_id, state.state, attributes);
      }
    },
    async calm() {
      calmDown(mood);
      mend(faults);
      await listener.open();
    },
  };
}

function put(entities: Set<string>, entityId: string, on: boolean): void {
  if (on) entities.add(entityId);
  else entities.delete(entityId);
}
