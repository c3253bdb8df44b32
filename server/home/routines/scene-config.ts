import { bodyOf, boundedText } from "../../bounded-text.ts";
import { deadline } from "../../deadline.ts";
import { unreachable } from "../errors.ts";
import type { HomeAddress } from "../home.ts";
import { isFields, type Fields } from "../wire.ts";

export interface SceneOptions {
  readonly address: HomeAddress;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A scene as the home's editor has it; undefined: the editor has it not, or nobody may ask.
 * @throws AppError home_unreachable. */
export async function readSceneConfig(
  id: string,
  { address, timeoutMs, signal }: SceneOptions,
): Promise<Fields | undefined> {
  // No command knows it. Through the Supervisor it is the same path behind its address.
  const base = address.url.replace(/\/+$/, "");
  const url = `${base}/api/config/scene/config/${encodeURIComponent(id)}`;
  const bound = deadline(timeoutMs, signal);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${address.token}` },
      // The token is for this address alone.
      redirect: "error",
      signal: bound.signal,
    });
    if (response.status >= 500) throw new Error(`status ${response.status}`);
    const body = await boundedText(bodyOf(response));
    return response.ok && body !== undefined ? parse(body) : undefined;
  } catch {
    throw unreachable("Home Assistant did not say what the scene is made of.");
  } finally {
    bound.clear();
  }
}

function parse(body: string): Fields | undefined {
  try {
    const config: unknown = JSON.parse(body);
    return isFields(config) ? config : undefined;
  } catch {
    return undefined;
  }
}
