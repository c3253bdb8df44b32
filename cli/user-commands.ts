import type { Command } from "commander";
import type { User } from "../server/access/people/people.ts";
import { builtInRoles } from "../server/policy/roles.ts";
import { addFreezing } from "./freeze-commands.ts";
import { addInvitationCommands } from "./invitation-commands.ts";
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

const rolesToChoose = `${Object.keys(builtInRoles).join(", ")}, or one that somebody made`;

export function addUserCommands(program: Command, terminal: Terminal): void {
  const user = program.command("user").description("people");
  addInvitationCommands(user, terminal, rolesToChoose);
  user
    .command("create")
    .description("make a user; the password is read from standard input")
    .requiredOption("--username <username>", "how they sign in")
    .requiredOption("--role <role>", rolesToChoose)
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
  user
    .command("role")
    .description("give a user another role, which follows Home Assistant no more")
    .argument("<username>", "whose")
    .argument("<role>", rolesToChoose)
    .option("--json", "answer as JSON")
    .action((username: string, role: string, options: Json) =>
      changeRole(terminal, { username, role }, options),
    );
  addFreezing(user, "user", (command, freeze) =>
    command
      .argument("<username>", "whom")
      .option("--json", "answer as JSON")
      .action((username: string, { json }: Json) =>
        freeze({
          ...{ terminal, about: { username }, what: `User ${username}`, json },
          target: async (house) => ({ kind: "user", id: (await house.user(username)).id }),
        }),
      ),
  );
}

async function changeRole(
  terminal: Terminal,
  about: { readonly username: string; readonly role: string },
  { json }: Json,
): Promise<void> {
  const user = await inHouse(terminal, async (house) => {
    const { id } = await house.user(about.username);
    return house.change("user.change", about, () =>
      // Else the role would be Home Assistant's again at the next look.
      house.access.users.change(id, { role: about.role, role_from: "here" }),
    );
  });
  if (json) printJson(terminal, { id: user.id, username: user.username, role: user.role });
  else terminal.print(`User ${user.username} is ${user.role} now.`);
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
    ["ID", "USERNAME", "NAME", "ROLE", "E-MAIL", "SINCE", "UNTIL", "STATUS"],
    users.map((user) => [
      ...[user.id, user.username, user.name, user.role, user.email],
      ...[formatTime(user.created_at), formatTime(user.expires_at), statusOf(user)],
    ]),
  );
}

function statusOf({ is_active, frozen_at }: User): string {
  if (!is_active) return "not in the home";
  return frozen_at === undefined ? "active" : "frozen";
}
