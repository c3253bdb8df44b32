#!/usr/bin/env node
import { CommanderError } from "commander";
import { toFailure } from "../server/errors.ts";
import { createProgram } from "./program.ts";

const usageError = 2;

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** One line that says what happened and one that says what to do; commander has spoken already. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
  const { message, hint } = toFailure(error);
  process.stderr.write(`vestibule: ${message}\n${hint === undefined ? "" : `${hint}\n`}`);
  return 1;
}
