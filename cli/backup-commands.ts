import type { Command } from "commander";
import { AppError } from "../server/errors.ts";
import { removeCopy, writeCopy, type WrittenCopy } from "../server/store/copy.ts";
import { dataDirOf, inHouse } from "./house.ts";
import { printJson, type Terminal } from "./terminal.ts";

interface Json {
  readonly json?: true;
}

/** Home Assistant runs both around a backup of the app, beside the server. */
export function addBackupCommands(program: Command, terminal: Terminal): void {
  const backup = program.command("backup").description("a copy of the database for a backup");
  backup
    .command("write")
    .description("copy the database, so that the copy can be backed up while the server runs")
    .option("--json", "answer as JSON")
    .action((options: Json) => write(terminal, options));
  backup
    .command("done")
    .description("remove that copy again")
    .option("--json", "answer as JSON")
    .action((options: Json) => done(terminal, options));
}

async function write(terminal: Terminal, { json }: Json): Promise<void> {
  const dataDir = dataDirOf(terminal.environment);
  const copy = await writeCopy(dataDir, Date.now());
  await writeDown(terminal, copy);
  if (json) printJson(terminal, copy);
  else terminal.print(`The database is copied to ${copy.file} (${copy.bytes} bytes).`);
}

/** A good backup does not fail because the database is busy or the disk is full by now; that is said instead. */
async function writeDown(terminal: Terminal, { bytes }: WrittenCopy): Promise<void> {
  try {
    await inHouse(terminal, (house) =>
      house.change("backup.written", { bytes }, () => Promise.resolve()),
    );
  } catch (error) {
    const reason = error instanceof AppError ? error.message : String(error);
    terminal.note(`vestibule: The copy is good, but that could not be written down: ${reason}`);
  }
}

async function done(terminal: Terminal, { json }: Json): Promise<void> {
  const removed = await removeCopy(dataDirOf(terminal.environment));
  if (json) printJson(terminal, { removed });
  else terminal.print(removed ? "The copy is removed." : "There was no copy.");
}
