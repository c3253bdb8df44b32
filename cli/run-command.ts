import { Command, CommanderError } from "commander";
import { AppError } from "../server/errors.ts";
import { readVersion } from "../server/version.ts";
import { addBackupCommands } from "./backup-commands.ts";
import { addFreezing } from "./freeze-commands.ts";
import type { Terminal } from "./terminal.ts";
import { addTokenCommands } from "./token-commands.ts";
import { addUserCommands } from "./user-commands.ts";

const failed = 1;
const misused = 2;

/** Runs one command of `vestibule` and answers its exit code; it never throws.
 * A failure is one line that says what happened and one that says what to do. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    // Commander has told already what it misses.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misused;
    terminal.note(`vestibule: ${error instanceof AppError ? error.message : String(error)}`);
    if (error instanceof AppError && error.hint !== undefined) terminal.note(error.hint);
    return failed;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("vestibule")
    .description("Manage who comes into a Vestibule; works beside a running server.")
    .version(readVersion())
    .addHelpText("after", "\nThe data directory is DATA_DIR; /data when it is not set.")
    .exitOverride()
    .showHelpAfterError("Try --help.")
    .configureOutput({
      writeOut: (text) => {
        terminal.print(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.note(text.trimEnd());
      },
    });
  addUserCommands(program, terminal);
  addTokenCommands(program, terminal);
  addBackupCommands(program, terminal);
  addFreezing(program, "everything", (command, freeze) =>
    command.option("--json", "answer as JSON").action(({ json }: { readonly json?: true }) =>
      freeze({
        ...{ terminal, about: {}, what: "Everything", json },
        target: () => Promise.resolve({ kind: "everything" }),
      }),
    ),
  );
  return program;
}
