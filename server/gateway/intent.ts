import type { Principal } from "../access/principal.ts";
import type { ActTool, Caller } from "../tools/define.ts";
import type { Guarded } from "./guard-home.ts";
import type { KeptHome } from "./homes.ts";

/** What a call to act is made of, once it was let in. */
export interface Intent {
  readonly principal: Principal;
  readonly tool: ActTool;
  readonly args: Readonly<Record<string, unknown>>;
  readonly kept: KeptHome;
  readonly guarded: Guarded;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}
