import { InvalidArgumentError, Option, type Command } from "commander";
import type {
  ChosenRights,
  IssuedToken,
  Token,
  TokenRequest,
} from "../server/access/tokens/token.ts";
import { doors, type Door } from "../server/access/principal.ts";
import { scopeNames } from "../server/policy/scope.ts";
import { tokenRights } from "../server/access/tokens/token-request.ts";
import { shownOf } from "../server/access/tokens/token-views.ts";
import { addFreezing } from "./freeze-commands.ts";
import { inHouse, type TokenName } from "./house.ts";
import { refuseMisspelt } from "./misspelt-tools.ts";
import { formatTime, printJson, printTable, type Terminal } from "./terminal.ts";

interface Json {
  readonly json?: true;
}

interface TokenOptions extends Json, TokenName {
  readonly overlap?: number;
}

interface CreateOptions extends Json {
  readonly user: string;
  readonly name: string;
  readonly rights?: (typeof tokenRights)[number];
  readonly allow?: readonly string[];
  readonly scope?: (typeof scopeNames)[number];
  readonly doors?: readonly Door[];
  readonly homes?: readonly string[];
  readonly addresses?: readonly string[];
  readonly callsPerMinute?: number;
  readonly expires?: string;
  readonly unattended?: true;
}

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const token = program.command("token").description("what programs come in with");
  token
    .command("create")
    .description("make a token and show it, once")
    .requiredOption("--user <username>", "whose token it is")
    .requiredOption("--name <name>", "what it is for; unique for its user")
    .addOption(new Option("--rights <rights>", "what it may do").choices(tokenRights))
    .option(
      "--allow <targets>",
      "chosen rights: tool:…, toolset:…, effect:…, service:…, risk:…, sensitive or all",
      list,
    )
    .addOption(new Option("--scope <scope>", "chosen rights: entities it sees").choices(scopeNames))
    .option("--doors <doors>", `where it may be used: ${doors.join(", ")}`, doorList)
    .option("--homes <ids>", "homes it may reach", list)
    .option("--addresses <networks>", "where it may be used from", list)
    .option("--calls-per-minute <number>", "never more than its user", wholeNumber)
    .option("--expires <time>", '30d, 12h, a date, or "never"')
    .option("--unattended", "nobody sits behind its client, as with n8n")
    .option("--json", 'answer as JSON: {"id","token"}')
    .action((options: CreateOptions) => createToken(terminal, options));
  token
    .command("list")
    .description("show tokens, never their secrets")
    .option("--user <username>", "only theirs")
    .option("--json", "answer as JSON")
    .action((options: TokenOptions) => listTokens(terminal, options));
  named(token.command("revoke").description("end a token at once; it stays listed")).action(
    (id: string | undefined, options: TokenOptions) =>
      revokeToken(terminal, nameOf(id, options), options),
  );
  named(token.command("rotate").description("give a token a new secret and show it, once"))
    .option("--overlap <time>", "how long the old secret works on, such as 30m or 12h", duration)
    .action((id: string | undefined, options: TokenOptions) =>
      rotateToken(terminal, nameOf(id, options), options),
    );
  named(
    token
      .command("accept")
      .description("let a token have a right to what is newer than itself, after you looked"),
  ).action((id: string | undefined, options: TokenOptions) =>
    acceptCatalogue(terminal, nameOf(id, options), options),
  );
  addFreezing(token, "token", (command, freeze) =>
    named(command).action((id: string | undefined, options: TokenOptions) => {
      const { name, user } = options;
      const wanted = nameOf(id, options);
      return freeze({
        ...{ terminal, about: wanted, json: options.json },
        what: `Token ${id ?? `${String(name)} of ${String(user)}`}`,
        target: async (house) => ({ kind: "token", id: (await house.token(wanted)).id }),
      });
    }),
  );
  named(token.command("delete").description("end a token at once and forget it")).action(
    (id: string | undefined, options: TokenOptions) =>
      deleteToken(terminal, nameOf(id, options), options),
  );
}

function named(command: Command): Command {
  return command
    .argument("[id]", "the token's id")
    .option("--user <username>", "instead of the id: whose token it is")
    .option("--name <name>", "instead of the id: what it is called")
    .option("--json", "answer as JSON");
}

async function createToken(terminal: Terminal, options: CreateOptions): Promise<void> {
  const { user: username, json, ...wanted } = options;
  const request = requestOf(wanted);
  const issued = await inHouse(terminal, async (house) => {
    refuseMisspelt(options.allow ?? [], [...house.access.catalogue.tools]);
    const { id } = await house.user(username);
    return house.change("token.create", { user: username, ...request }, () =>
      house.access.tokens.create(id, request),
    );
  });
  printIssued(terminal, issued, json);
}

async function listTokens(terminal: Terminal, options: TokenOptions): Promise<void> {
  const { user: username, json } = options;
  const tokens = await inHouse(terminal, async (house) =>
    house.access.tokens.list(username === undefined ? undefined : (await house.user(username)).id),
  );
  if (json) {
    printJson(terminal, tokens.map(shownOf));
    return;
  }
  printTable(
    terminal,
    ["ID", "USER", "NAME", "RIGHTS", "DOORS", "STATUS", "EXPIRES", "LAST USED", "CALLS"],
    tokens.map((token) => [
      ...[token.id, token.username, token.name, token.rights, token.doors.join(","), token.status],
      formatTime(token.expires_at) ?? "never",
      ...[formatTime(token.last_used_at) ?? "never", token.calls],
    ]),
  );
}

async function revokeToken(terminal: Terminal, wanted: TokenName, { json }: Json): Promise<void> {
  const token = await inHouse(terminal, async (house) => {
    const found = await house.token(wanted);
    return house.change("token.revoke", about(found), () => house.access.tokens.revoke(found.id));
  });
  if (json) printJson(terminal, { id: token.id, status: token.status });
  else terminal.print(`Token ${token.name} of ${token.username} is revoked.`);
}

async function rotateToken(
  terminal: Terminal,
  wanted: TokenName,
  { json, overlap: overlapMs = 0 }: TokenOptions,
): Promise<void> {
  const issued = await inHouse(terminal, async (house) => {
    const found = await house.token(wanted);
    return house.change("token.rotate", { ...about(found), overlap_ms: overlapMs }, () =>
      house.access.tokens.rotate(found.id, overlapMs),
    );
  });
  printIssued(terminal, issued, json);
}

async function acceptCatalogue(
  terminal: Terminal,
  wanted: TokenName,
  { json }: Json,
): Promise<void> {
  const { before, token } = await inHouse(terminal, async (house) => {
    const found = await house.token(wanted);
    const { id: catalogue } = house.access.catalogue;
    const accepted = await house.change("token.change", { ...about(found), catalogue }, () =>
      house.access.tokens.change(found.id, { known: house.access.catalogue }),
    );
    return { before: found, token: accepted };
  });
  const { new_tools: tools = [], new_services: services = 0 } = before;
  if (json) printJson(terminal, { id: token.id, new_tools: tools, new_services: services });
  else
    terminal.print(
      `Token ${token.name} of ${token.username} knows what there is now: ${tools.length} tools (${tools.join(", ") || "none"}) and ${services} services are new to it.`,
    );
}

async function deleteToken(terminal: Terminal, wanted: TokenName, { json }: Json): Promise<void> {
  const token = await inHouse(terminal, async (house) => {
    const found = await house.token(wanted);
    await house.change("token.delete", about(found), () => house.access.tokens.delete(found.id));
    return found;
  });
  if (json) printJson(terminal, { id: token.id, status: "deleted" });
  else terminal.print(`Token ${token.name} of ${token.username} is deleted.`);
}

function requestOf(options: Omit<CreateOptions, "user" | "json">): TokenRequest {
  const { allow, scope, callsPerMinute, unattended, rights, ...request } = options;
  const rules: ChosenRights["rules"] = Object.fromEntries(
    (allow ?? []).map((target) => [target, "allow" as const]),
  );
  const isChosen = allow !== undefined || scope !== undefined;
  return {
    ...request,
    ...(isChosen ? { chosen: { rules, ...(scope === undefined ? {} : { scope }) } } : {}),
    ...(rights === undefined && !isChosen ? {} : { rights: rights ?? "chosen" }),
    ...(callsPerMinute === undefined ? {} : { calls_per_minute: callsPerMinute }),
    ...(unattended ? { attended: false } : {}),
  };
}

function printIssued(
  terminal: Terminal,
  { token, secret }: IssuedToken,
  json: true | undefined,
): void {
  if (json) {
    printJson(terminal, { id: token.id, token: secret });
    return;
  }
  terminal.print(secret);
  terminal.note(
    `Token ${token.name} of ${token.username}, rights ${token.rights}. It is shown only now: keep it safe.`,
  );
  if (token.rights === "none")
    terminal.note(
      "It can do nothing but whoami. Make one with --rights same to ask about the home.",
    );
}

function nameOf(id: string | undefined, { user, name }: TokenName): TokenName {
  return {
    ...(id === undefined ? {} : { id }),
    ...(user === undefined ? {} : { user }),
    ...(name === undefined ? {} : { name }),
  };
}

function about(token: Token) {
  return { id: token.id, name: token.name, user: token.username };
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function doorList(text: string): readonly Door[] {
  return list(text).map((item) => {
    const door = doors.find((known) => known === item);
    if (door === undefined) throw new InvalidArgumentError(`Doors are ${doors.join(", ")}.`);
    return door;
  });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

const unitMs: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };

function duration(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (count === undefined || ms === undefined)
    throw new InvalidArgumentError("Give a time such as 30m or 12h.");
  return Number(count) * ms;
}
