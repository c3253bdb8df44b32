const mostBytes = 1024 * 1024;

/** The body of an answer. @returns undefined when it is longer than anything that is asked for over HTTP. */
export async function boundedText(response: Response): Promise<string | undefined> {
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
