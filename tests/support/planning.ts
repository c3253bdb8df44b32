import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { createGuard } from "../../server/gateway/guard-home.ts";
import type { PlanningHome } from "../../server/gateway/guarded-home.ts";
import { createHomeQueue } from "../../server/gateway/home-queue.ts";
import { createPlanning } from "../../server/gateway/planning-home.ts";
import { createHome } from "../../server/home/create-home.ts";
import type { Home } from "../../server/home/home.ts";
import type { Scope } from "../../server/policy/rules.ts";
import { createKeptLog } from "./kept-log.ts";
import { scopes } from "./principals.ts";

export interface PlanningHouse {
  readonly demo: DemoHome;
  readonly home: Home;
  /** The demo house as a plan meets it; by who may control everything unless a scope is given. */
  plan(scope?: Scope): { readonly home: PlanningHome; readonly leftOut: readonly string[] };
  close(): Promise<void>;
}

/** A demo house to plan in, without a road that acts. */
export async function startPlanning(): Promise<PlanningHouse> {
  const { log } = createKeptLog();
  const demo = await createDemoHome();
  const home = createHome({
    id: "default",
    name: "Home",
    address: { url: demo.url, token: demo.token, supervised: false },
    log,
  });
  const queue = createHomeQueue();
  const guard = createGuard(home, queue);
  await home.ready(10_000);
  return {
    demo,
    home,
    plan(scope = scopes.all) {
      return createPlanning(guard(scope, new AbortController().signal), home, scope);
    },
    async close() {
      await queue.close();
      await home.close();
      await demo.close();
    },
  };
}
