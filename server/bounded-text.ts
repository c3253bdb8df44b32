const mostBytes = 1024 * 1024;

/** A body that comes in pieces, as text. @returns undefined when it is longer than anything that is asked for over HTTP. */
export async function boundedText(
  body: AsyncIterable<Uint8Array> | null,
): Promise<string | undefined> {
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

/** The body of an answer to `fetch`, whose type leaves open what its chunks are. */
export const bodyOf = (response: Response): AsyncIterable<Uint8Array> | null =>
  response.body as AsyncIterable<Uint8Array> | null;
