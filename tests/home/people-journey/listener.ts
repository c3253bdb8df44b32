import type { ApiCaller } from "../../support/ask-api.ts";
import type { House } from "./house.ts";

export interface Listener {
  isOpen(): boolean;
}

/** Opens the live stream of the public port, and takes all that it says. */
export async function listenTo({ doors }: House, caller: ApiCaller): Promise<Listener> {
  const answer = await fetch(`${doors.url}/api/events`, { headers: caller.headers() });
  if (!answer.ok) throw new Error(`No stream: ${answer.status}.`);
  let isOpen = true;
  const taken = answer.body?.pipeTo(new WritableStream());
  const end = () => {
    isOpen = false;
  };
  taken?.then(end, end);
  return { isOpen: () => isOpen };
}
