import type { Command } from "commander";
import type { NewInvitation } from "../server/access/people/people.ts";
import { AppError } from "../server/errors.ts";
import { inHouse, type House } from "./house.ts";
import { formatTime, printJson, type Terminal } from "./terminal.ts";

interface InviteOptions {
  readonly role: string;
  readonly name?: string;
  readonly expires?: string;
  readonly guestUntil?: string;
  readonly json?: true;
}

interface ResetOptions {
  readonly expires?: string;
  readonly json?: true;
}

export function addInvitationCommands(
  user: Command,
  terminal: Terminal,
  rolesToChoose: string,
): void {
  user
    .command("invite")
    .description("make a link with which somebody makes their own account, once")
    .requiredOption("--role <role>", rolesToChoose)
    .option("--name <name>", "whom it is for")
    .option("--expires <time>", "how long the link works: 12h, 7d, a date")
    .option("--guest-until <time>", "when they leave by themselves: 3d, a date")
    .option("--json", 'answer as JSON: {"id","path"}')
    .action(({ json, guestUntil, ...wish }: InviteOptions) =>
      invite(terminal, json, "user.invite", () =>
        Promise.resolve({
          ...wish,
          ...(guestUntil === undefined ? {} : { guest_until: guestUntil }),
        }),
      ),
    );
  user
    .command("reset")
    .description("make a link with which a user sets a new password, once: the way back in")
    .argument("<username>", "whose")
    .option("--expires <time>", "how long the link works; a day unless given")
    .option("--json", 'answer as JSON: {"id","path"}')
    .action((username: string, { json, expires = "24h" }: ResetOptions) =>
      invite(terminal, json, "user.invite", async (house) => ({
        ...{ user_id: (await house.user(username)).id, expires },
      })),
    );
}

async function invite(
  terminal: Terminal,
  json: true | undefined,
  event: string,
  wishOf: (house: House) => Promise<NewInvitation>,
): Promise<void> {
  const { invitation, secret } = await inHouse(terminal, async (house) => {
    const wish = await wishOf(house);
    return house.change(event, wish, async () =>
      house.access.invitations.create(await anAdmin(house), wish),
    );
  });
  const path = `/register#${secret}`;
  if (json) {
    printJson(terminal, { id: invitation.id, path });
    return;
  }
  terminal.print(path);
  terminal.note(
    `Open this behind the address of your Vestibule. It works once, until ${String(formatTime(invitation.expires_at))} UTC.`,
  );
}

/** An invitation is good as long as whoever gave it is an admin. */
async function anAdmin({ access }: House): Promise<string> {
  const roles = new Set(
    (await access.roles.list())
      .filter(({ powers }) => powers.includes("admin"))
      .map(({ name }) => name),
  );
  const admin = (await access.users.list()).find(
    ({ role, is_active, expires_at = Infinity }) =>
      roles.has(role) && is_active && expires_at > Date.now(),
  );
  if (admin !== undefined) return admin.id;
  throw new AppError("conflict", "There is no admin in whose name it could be given.", {
    hint: "Make one: vestibule user role <username> admin, or vestibule user create --role admin.",
  });
}
