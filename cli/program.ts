import { Command } from "commander";
import { readVersion } from "../server/version.ts";
import { addTokenCommands } from "./token-commands.ts";
import { addUserCommands } from "./user-commands.ts";

export function createProgram(): Command {
  const program = new Command("vestibule")
    .description("Manage who comes into a Vestibule; works beside a running server.")
    .version(readVersion())
    .addHelpText("after", "\nThe data directory is DATA_DIR; /data when it is not set.")
    .exitOverride()
    .showHelpAfterError("Try --help.");
  addUserCommands(program);
  addTokenCommands(program);
  return program;
}
