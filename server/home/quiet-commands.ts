import type { Connection } from "home-assistant-js-websocket";
import type { Log } from "../log.ts";

type Commands = Connection["commands"];
type CommandInFlight = NonNullable<ReturnType<Commands["get"]>>;

/** The library writes to the console when an event or pong comes for a command it does not know,
 * which is usual after a timeout or an unsubscribe. Here somebody always listens, and says nothing. */
export function createQuietCommands(log: Log): Commands {
  const unheard: CommandInFlight = {
    resolve: () => undefined,
    reject: () => undefined,
    callback: () => {
      log.debug("an event came for a subscription that ended");
    },
    subscribe: undefined,
    unsubscribe: () => Promise.resolve(),
  };
  return new (class extends Map<number, CommandInFlight> {
    override get(id: number): CommandInFlight {
      return super.get(id) ?? unheard;
    }
  })();
}
