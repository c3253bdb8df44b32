import type { RawData } from "ws";

/** undefined: it is not JSON. */
export function parseFrame(frame: RawData): unknown {
  try {
    return JSON.parse(bytesOf(frame).toString());
  } catch {
    return undefined;
  }
}

export function bytesOf(frame: RawData): Buffer {
  if (Buffer.isBuffer(frame)) return frame;
  return Array.isArray(frame) ? Buffer.concat(frame) : Buffer.from(frame);
}
