import { unreachable } from "../errors.ts";
import type { HomeAddress } from "../home.ts";
import { isFields, type Fields } from "../wire.ts";

export interface SceneOptions {
  readonly address: HomeAddress;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const mostBytes = 1024 * 1024;

/** A scene as the home's editor has it; undefined: the editor has it not, or nobody may ask.
 * @throws AppError home_unreachable. */
export async function readSceneConfig(
  id: string,
  { address, timeoutMs, signal }: SceneOptions,
): Promise<Fields | undefined> {
  // No command knows it. Through the Supervisor it is the same path behind its address.
  const base = address.url.replace(/\/+$/, "");
  const url = `${base}/api/config/scene/config/${encodeURIComponent(id)}`;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${address.token}` },
      // The token is for this address alone.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status >= 500) throw new Error(`status ${response.status}`);
    const body = await boundedText(response);
    return response.ok && body !== undefined ? parse(body) : undefined;
  } catch {
    throw unreachable("Home Assistant did not say what the scene is made of.");
  }
}

/** @returns undefined when it is longer than anybody's scene. */
async function boundedText(response: Response): Promise<string | undefined> {
  // Its type leaves open what the chunks are.
  const body = response.body as AsyncIterable<Uint8Array> | null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (body === null) return "";
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined; // Leaving the loop cancels the rest.
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(body: string): Fields | undefined {
  try {
    const config: unknown = JSON.parse(body);
    return isFields(config) ? config : undefined;
  } catch {
    return undefined;
  }
}
