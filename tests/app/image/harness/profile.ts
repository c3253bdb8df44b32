// As much of an AppArmor profile as ours uses: which paths its rules allow, and for what.
import { readText } from "../../../support/repository.ts";

export interface Rule {
  readonly path: RegExp;
  /** "r", "w", "k", "m" and "x". */
  readonly allows: string;
}

export interface Profile {
  readonly rules: readonly Rule[];
  /** What they refuse, whatever else allows it. */
  readonly denies: readonly Rule[];
  readonly capabilities: readonly string[];
  readonly child?: Profile;
}

/** What `abstractions/base` allows and ours leans on. */
const base = [
  ...[
    "/etc/ld.so.cache mr",
    "/etc/locale.alias r",
    "/etc/ld-musl-*.path r",
    "/etc/nsswitch.conf r",
  ],
  ...["/{usr/,}lib/** mr", "/{usr/,}lib{32,64}/** mr", "/usr/share/{locale,zoneinfo}/** r"],
  ...["/etc/localtime r", "/dev/{null,zero,full,random,urandom} rw", "/proc/meminfo r"],
  ...["/proc/{stat,cpuinfo,filesystems} r", "/proc/*/{status,maps,auxv} r"],
  ...["/sys/devices/system/cpu/{,**} r", "/proc/sys/vm/overcommit_memory r"],
  "/proc/sys/kernel/{version,ngroups_max,cap_last_cap} r",
];
/** The same of `abstractions/nameservice`. */
const nameservice = [
  ...["passwd", "group", "hosts", "host.conf", "resolv.conf", "gai.conf", "services", "protocols"],
].map((name) => `/etc/${name} r`);

const abstractions: Readonly<Record<string, readonly string[]>> = { base, nameservice };

export function readProfile(text = readText("apparmor.txt")): Profile {
  const lines = text.split("\n").map((line) => line.trim().replace(/,$/, ""));
  const start = lines.findIndex((line, at) => at > 0 && /^profile node\b/.test(line));
  const child = profileOf(lines.slice(start + 1));
  return { ...profileOf(lines.slice(0, start)), child };
}

function profileOf(lines: readonly string[]): Profile {
  const included = lines.flatMap(
    (line) => abstractions[/^#include <abstractions\/(\w+)>$/.exec(line)?.[1] ?? ""] ?? [],
  );
  const paths = [...included, ...lines.filter((line) => line.startsWith("/"))];
  if (lines.includes("file")) paths.push("/{,**} rwkmx");
  const rest = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  return {
    rules: paths.map(ruleOf),
    denies: rest("deny").map(ruleOf),
    capabilities: rest("capability"),
  };
}

function ruleOf(line: string): Rule {
  const [path = "", modes = ""] = line.split(/\s+/);
  return { path: patternOf(path), allows: modes.replace(/[icpuCPU]+x/, "x") };
}

/** AppArmor's own globs: `*` within a name, `**` over names, `{a,b}`, `[a-z]`, `?`. */
export function patternOf(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*|\*|\?|[{},.+^$()|\\]/g, (token) => {
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (token === "," && depth > 0) return "|";
    return special[token] ?? `\\${token}`;
  });
  return new RegExp(`^${source}$`);
}

const special: Readonly<Record<string, string>> = {
  ...{ "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "," },
};

/** Whether its rules allow this one thing with the path. */
export function allows({ rules, denies }: Profile, path: string, mode: string): boolean {
  const says = (rule: Rule) => rule.path.test(path) && rule.allows.includes(mode);
  return rules.some(says) && !denies.some(says);
}
