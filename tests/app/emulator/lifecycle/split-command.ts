import { parse } from "shell-quote";

/** The words of a command that is run without a shell.
 * @throws Error when only a shell could run it. */
export function splitCommand(command: string): readonly string[] {
  return parse(command, (name) => `$${name}`).map((part) => {
    if (typeof part === "string") return part;
    throw new Error(`"${command}" is run without a shell and cannot have ${JSON.stringify(part)}.`);
  });
}
