// Servers that are killed in their container.
import { until } from "../../../support/until.ts";
import type { ImageContainer } from "./image-container.ts";

const tooOften = 6;

/** Kills one server after the other until s6 starts none; the code with which the container ends. */
export async function killUntilGivenUp(container: ImageContainer): Promise<number> {
  let ended: number | undefined;
  void container.exited.then((code) => (ended = code));
  for (let killed = 0; killed < tooOften; killed++) {
    await until("a server runs", () => ended !== undefined || hasServer(container));
    const { pid } = container.server();
    await container.killServer("SIGKILL");
    await until("it is gone", () => ended !== undefined || !isServer(container, pid));
  }
  return await container.exited;
}

export const isServer = (container: ImageContainer, pid: number): boolean =>
  hasServer(container) && container.server().pid === pid;

export function hasServer(container: ImageContainer): boolean {
  try {
    container.server();
    return true;
  } catch {
    return false;
  }
}
