#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { runCommand } from "./run-command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  readInput: () => {
    if (process.stdin.isTTY)
      process.stderr.write("Type the password, then press Enter and Ctrl-D.\n");
    return text(process.stdin);
  },
});
