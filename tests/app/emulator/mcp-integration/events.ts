// Server-sent events, as they come.

export interface ServerEvent {
  readonly name: string;
  readonly text: string;
}

export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerEvent, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    // What carries nothing only keeps the stream alive.
    yield* blocks.map(eventOf).filter(({ text }) => text !== "");
  }
  return undefined;
}

function eventOf(block: string): ServerEvent {
  const fields = block.split(/\r?\n/).map((line) => /^(\w*):? ?(.*)$/.exec(line));
  const values = (field: string) =>
    fields.flatMap((found) => (found?.[1] === field ? [found[2] ?? ""] : []));
  return { name: values("event").at(-1) ?? "message", text: values("data").join("\n") };
}
