// A request, as the Supervisor reads it.
import type { IncomingMessage } from "node:http";
import { bare, refused, text, type Answer } from "./answer.ts";

const bodyLimit = 16 * 1024 ** 2;

/** The first of three headers that holds one. */
export function tokenOf({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const lastWord = headers.authorization?.split(" ").at(-1);
  const values = [headers["x-supervisor-token"], headers["x-hassio-key"], lastWord];
  return values.find((value) => typeof value === "string" && value !== "")?.toString();
}

/** Decoded once, which is what the tables of rights are read with. */
export function pathOf(url: string): string {
  const [path = ""] = url.split("?");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export const queryOf = (url: string): URLSearchParams =>
  new URLSearchParams(url.split("?").slice(1).join("?"));

export type Body<T> = { readonly body: T } | { readonly answer: Answer };

/** All of it, up to 16 MiB. */
export async function readBody(req: IncomingMessage): Promise<Body<string>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const sent: AsyncIterable<Uint8Array> = req;
  for await (const chunk of sent) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  if (size > bodyLimit)
    return {
      answer: text(413, `Maximum request body size ${String(bodyLimit)} exceeded.`),
    };
  return { body: Buffer.concat(chunks).toString("utf8") };
}

/** Nothing counts as no fields; its content type does not matter. */
export async function readJson(req: IncomingMessage): Promise<Body<unknown>> {
  const read = await readBody(req);
  if ("answer" in read) return read;
  if (read.body === "") return { body: {} };
  try {
    const body: unknown = JSON.parse(read.body);
    return { body };
  } catch {
    return { answer: refused("Invalid json") };
  }
}

export const notAllowed = (methods: readonly string[]): Answer =>
  bare(405, { Allow: [...methods].sort().join(",") });
