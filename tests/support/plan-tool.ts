import type { Entity } from "../../server/home/home.ts";
import type { Scope } from "../../server/policy/rules.ts";
import type { Action, ActTool } from "../../server/tools/define.ts";
import { isAsExpected } from "../../server/gateway/expectation.ts";
import type { PlanningHouse } from "./planning.ts";
import { until } from "./until.ts";

export interface ToolPlan {
  readonly actions: readonly Action[];
  readonly leftOut: readonly string[];
}

/** What a tool would do, with arguments as a caller writes them. */
export async function planTool(
  house: PlanningHouse,
  tool: ActTool,
  args: object,
  scope?: Scope,
): Promise<ToolPlan> {
  const planning = house.plan(scope);
  const parsed = tool.input.parse(args);
  const caller = {
    ...{ user: "sam", name: "Sam", role: "resident", door: "rest", scope: "all" },
    ...{ tools: [], calls_per_minute: 100 },
  };
  const { signal } = new AbortController();
  const actions = await tool.plan(parsed, { home: planning.home, signal, caller });
  return { actions, leftOut: planning.leftOut };
}

/** Does what is planned, and waits for the home to show what was expected of it. */
export async function carryOut(house: PlanningHouse, actions: readonly Action[]): Promise<void> {
  const entity = (id: string): Entity | undefined => house.home.snapshot().entities.get(id);
  for (const { service, entity_ids, data, expect } of actions) {
    const before = new Map(entity_ids.map((id) => [id, entity(id)]));
    await house.home.callService({ service, entity_ids, data }, new AbortController().signal);
    for (const id of expect === undefined ? [] : entity_ids)
      await until(
        `${id} shows ${JSON.stringify(expect)}`,
        () => expect !== undefined && isAsExpected(expect, entity(id), before.get(id)),
        1_000,
      );
  }
}
