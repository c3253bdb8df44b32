// What docs/risks.md says: the table of risks in words.
import { allOutcomes } from "../server/policy/risk-table.ts";
import { risks, type Risk } from "../server/policy/rules.ts";
import { describeRisk } from "../server/policy/verdict.ts";
import { effects, type Effect } from "../shared/effects.ts";

/** When a row carries a risk that it does not carry always. */
const cases: Readonly<Partial<Record<Risk, string>>> = {
  open_door: "Of covers: garage doors, gates and doors.",
  open_valve: "A position counts unless it is 0.",
  camera:
    "Of players, satellites and notifications: when the picture of a camera is played, browsed or sent, or a template chooses what.",
  raw_protocol:
    "Of players and satellites: when what is played has an address in the house and is no recording.",
  notify_command:
    "Of notifications: when the text begins with a command of the phone apps, buttons or commands stand in the data, or a template stands where a command might.",
  stop_home: "Of buttons: those of the class restart.",
  update: "Of buttons: those of the class update.",
  safety_automation:
    "Not a service of its own: switching off an automation that acts on or listens to locks, alarms, sirens, valves, garage doors, gates, doors or detectors of smoke, gas, water and tampering.",
  unknown_service: "Every service that is in no table here, until an admin has looked at it.",
  unknown_action:
    "Also every entity whose action is written in a file, hidden behind another entity or owned by no integration, and every script whose steps cannot be read or are chosen by a template.",
};

/** What is in the table without a risk, but is more than an ordinary act. */
const meanings: Readonly<Record<Effect, string>> = {
  read: "only look, and ask nobody",
  execute: "act on devices, as any lamp does",
  write: "change settings, and are judged like tools that write",
  destroy: "stop or lose something, and are judged like tools that destroy",
};

export function risksPage(): string {
  const rows = [...allOutcomes()];
  const carrying = (risk: Risk) =>
    rows.filter(([, all]) => all.some((one) => one.risk === risk)).map(([name]) => name);
  const plain = (effect: Effect) =>
    rows
      .filter(([, all]) => all.every((one) => one.risk === undefined && one.effect === effect))
      .map(([name]) => name);
  const listed = (risk: Risk) => {
    const words = [byDomain(carrying(risk)), cases[risk] ?? ""].filter((part) => part !== "");
    return `- **${risk}** (${describeRisk(risk, "…")}): ${words.join(". ")}`;
  };
  return [
    head,
    "## What is sensitive",
    "",
    ...risks.map(listed),
    "",
    "## What is not",
    "",
    ...effects.map((effect) => `- Those that ${meanings[effect]}: ${byDomain(plain(effect))}`),
    "",
    ending,
  ].join("\n");
}

/** "`lock` lock, open; `valve` open_valve; `mqtt` all" */
function byDomain(names: readonly string[]): string {
  const rows = grouped([...allOutcomes().keys()]);
  return [...grouped(names)]
    .map(([domain, services]) => {
      const rest = rows.get(domain)?.length === 1 ? "all" : "all others";
      const said = services.map((service) => (service === "*" ? rest : service));
      return `${domain === "*" ? "any" : `\`${domain}\``} ${said.join(", ")}`;
    })
    .join("; ");
}

function grouped(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const domains = new Map<string, string[]>();
  for (const name of [...names].sort()) {
    const [domain = "", service = ""] = name.split(".");
    domains.set(domain, [...(domains.get(domain) ?? []), service]);
  }
  return domains;
}

const head = `# Risks

The table that every act is judged by, in words. This page is written by \`npm run docs\` from
\`server/policy/risk-table.ts\`. What to do about a refusal is in [acting.md](acting.md).

What is in no row counts as \`unknown_service\`. What is sensitive is asked for, and refused to guests, unless a rule says
otherwise: a rule about the service (\`service:lock.unlock\`) before one about the risk (\`risk:unlock\`) before one about all of
them (\`sensitive\`). Rules of a token can only make it stricter.
`;

const ending = `What is sensitive under a condition is an ordinary act when the condition is not met, and sensitive when nobody can tell.

Settings of a device (entities that Home Assistant calls configuration or diagnosis) count as changed settings, whatever the
service. \`homeassistant.turn_on\`, \`turn_off\` and \`toggle\` are the service of that name of each entity's own domain.
`;
