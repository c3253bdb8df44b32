import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { builtInRoles } from "../server/policy/roles.ts";
import { inHouse } from "./house.ts";
import { formatTime, printJson, printLine, printTable } from "./print.ts";

interface CreateOptions {
  readonly username: string;
  readonly role: string;
  readonly name?: string;
  readonly email?: string;
  readonly json?: true;
}

export function addUserCommands(program: Command): void {
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
    .action(createUser);
  user
    .command("list")
    .description("show all users")
    .option("--json", "answer as JSON")
    .action(listUsers);
}

async function createUser({ username, role, name, email, json }: CreateOptions): Promise<void> {
  // A line that was typed or echoed ends with a line break that nobody meant.
  const password = (await text(process.stdin)).replace(/\r?\n$/, "");
  const about = {
    ...{ username, role },
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  };
  const user = await inHouse((house) =>
    house.change("user.create", about, () => house.access.users.create({ ...about, password })),
  );
  if (json) printJson({ id: user.id, username: user.username, role: user.role });
  else printLine(`User ${user.username} is there, as ${user.role}.`);
}

async function listUsers({ json }: { readonly json?: true }): Promise<void> {
  const users = await inHouse(({ access }) => access.users.list());
  if (json) {
    printJson(users);
    return;
  }
  printTable(
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
