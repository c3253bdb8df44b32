import { randomBytes } from "node:crypto";

/** What the Supervisor gives an app at each start: 112 hex digits. */
export const newToken = (): string => randomBytes(56).toString("hex");
