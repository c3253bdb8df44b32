import type { Command } from "commander";
import { builtInRoles } from "../server/policy/roles.ts";
import { inHouse } from "./house.ts";
import { formatTime, printJson, printTable, type Terminal } from "./terminal.ts";

interface Json {
  readonly json?: true;
}

interface CreateOptions extends Json {
  readonly username: string;
  readonly role: string;
  readonly name?: string;
  readonly email?: string;
}

export function addUserCommands(program: Command, terminal: Terminal): void {
  const user = program.command("user").description("people");
  user
    .command("create")
    .description("make a user; the password is read from standard input")
    .requiredOption("--username <username>", "how they sign in")
    .requiredOption("--role <role>", Object.keys(builtInRoles).join(", "))
    .requiredOption("--password-stdin", "read the password from standard input")
    .option("--name <name>", "how they are called")
    .option("--email <address>", "their e-mail address")
    .option("--json", "answer as JSON")
    .action((options: CreateOptions) => createUser(terminal, options));
  user
    .command("list")
    .description("show all users")
    .option("--json", "answer as JSON")
    .action((options: Json) => listUsers(terminal, options));
}

async function createUser(terminal: Terminal, options: CreateOptions): Promise<void> {
  const { username, role, name, email, json } = options;
  // A line that was typed or echoed ends with a line break that nobody meant.
  const password = (await terminal.readInput()).replace(/\r?\n$/, "");
  const about = {
    ...{ username, role },
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  const user = await inHouse(terminal, (house) =>
    house.change("user.create", about, () => house.access.users.create({ ...about, password })),
  );
  if (json) printJson(terminal, { id: user.id, username: user.username, role: user.role });
  else terminal.print(`User ${user.username} is there, as ${user.role}.`);
}

async function listUsers(terminal: Terminal, { json }: Json): Promise<void> {
  const users = await inHouse(terminal, ({ access }) => access.users.list());
  if (json) {
    printJson(terminal, users);
    return;
  }
  printTable(
    terminal,
    ["USERNAME", "NAME", "ROLE", "E-MAIL", "SINCE"],
    users.map((user) => [
      user.username,
      user.name,
      user.role,
      user.email,
      formatTime(user.created_at),
    ]),
  );
}
