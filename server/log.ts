import { pino, type Logger } from "pino";

export type Log = Pick<Logger, "trace" | "debug" | "info" | "warn" | "error" | "fatal"> & {
  child(bindings: { scope: string }): Log;
};

export const createLog = (): Log => pino();
