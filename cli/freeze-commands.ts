import type { Command } from "commander";
import type { FreezeTarget } from "../shared/views.ts";
import { inHouse, type House } from "./house.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface Wish {
  readonly terminal: Terminal;
  /** What the audit says of whom it is about. */
  readonly about: object;
  /** "User anna". */
  readonly what: string;
  readonly json: true | undefined;
  /** @throws AppError not_found */
  readonly target: (house: House) => Promise<FreezeTarget>;
}

/** Adds `freeze` and `unfreeze` for a kind of thing; `define` says how it is named. */
export function addFreezing(
  commands: Command,
  kind: FreezeTarget["kind"],
  define: (command: Command, act: (wish: Wish) => Promise<void>) => Command,
): void {
  const whose = {
    everything: "every call of every token",
    user: "all calls of a user's tokens",
    token: "all calls of a token",
  }[kind];
  define(commands.command("freeze").description(`refuse ${whose}, until it is lifted`), (wish) =>
    act(wish, "freeze"),
  );
  define(commands.command("unfreeze").description("lift that again"), (wish) => act(wish, "lift"));
}

/** Whoever may write into the data directory; no user of the house. */
const byCommand = { id: "command", username: "vestibule command" };

async function act(
  { terminal, about, what, json, target }: Wish,
  verb: "freeze" | "lift",
): Promise<void> {
  const frozen = verb === "freeze";
  const found = await inHouse(terminal, async (house) => {
    const wanted = await target(house);
    await house.change(frozen ? "freeze" : "freeze.lift", { ...about, ...wanted }, () =>
      frozen ? house.access.freeze.freeze(wanted, byCommand) : house.access.freeze.lift(wanted),
    );
    return wanted;
  });
  if (json) printJson(terminal, { ...found, frozen });
  else terminal.print(`${what} is ${frozen ? "frozen" : "not frozen any more"}.`);
}
