// One type of an option, as config.yaml writes it: "int(1,10)?".

type Kind =
  | "bool"
  | "device"
  | "email"
  | "float"
  | "int"
  | "list"
  | "match"
  | "password"
  | "port"
  | "str"
  | "url";

export interface ElementType {
  readonly kind: Kind;
  readonly isOptional: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Of a "list(a|b)". */
  readonly choices: readonly string[];
  /** Of a "match(…)". */
  readonly pattern: string;
  /** Of a "device(subsystem=tty)". */
  readonly subsystem: string | undefined;
}

const form = /^(?<kind>[a-z]+)(?:\((?<inside>.*)\))?(?<optional>\?)?$/;
const whole = "(\\d+)?,(\\d+)?";
const signed = "(-?\\d+)?,(-?\\d+)?";
const broken = "(-?\\d*\\.?\\d+)?,(-?\\d*\\.?\\d+)?";

/** What may stand in the brackets, and whether they may be left out. */
const insides: Readonly<Record<Kind, { readonly form: RegExp; readonly needed: boolean }>> = {
  bool: { form: /^(?!)/, needed: false },
  email: { form: /^(?!)/, needed: false },
  url: { form: /^(?!)/, needed: false },
  port: { form: /^(?!)/, needed: false },
  device: { form: /^subsystem=[a-z]+$/, needed: false },
  str: { form: new RegExp(`^${whole}$`), needed: false },
  password: { form: new RegExp(`^${whole}$`), needed: false },
  int: { form: new RegExp(`^${signed}$`), needed: false },
  float: { form: new RegExp(`^${broken}$`), needed: false },
  match: { form: /^.*$/, needed: true },
  list: { form: /^.+$/, needed: true },
};

const isKind = (word: string): word is Kind => Object.hasOwn(insides, word);

/** Undefined for what the Supervisor does not know. */
export function parseType(text: string): ElementType | undefined {
  const { kind = "", inside, optional } = form.exec(text)?.groups ?? {};
  if (!isKind(kind)) return undefined;
  const { form: insideForm, needed } = insides[kind];
  if (inside === undefined ? needed : !insideForm.test(inside)) return undefined;
  const [, min, max] = isRanged(kind) ? (insideForm.exec(inside ?? "") ?? []) : [];
  return {
    kind,
    isOptional: optional !== undefined,
    ...(min === undefined ? {} : { min: Number(min) }),
    ...(max === undefined ? {} : { max: Number(max) }),
    choices: kind === "list" ? (inside ?? "").split("|") : [],
    pattern: kind === "match" ? (inside ?? "") : "",
    subsystem: kind === "device" ? inside?.slice("subsystem=".length) : undefined,
  };
}

const isRanged = (kind: Kind): boolean =>
  kind === "str" || kind === "password" || kind === "int" || kind === "float";
