import { Writable } from "node:stream";
import { pino, type Logger } from "pino";
import { hideSecretForms, masked } from "./secret-forms.ts";

export type LogLevel = "trace" | "debug" | "info" | "notice" | "warning" | "error" | "fatal";

/** Facts that stand behind a message: `log.info({ version, ms: 212 }, "connected")`. */
type Facts = Readonly<Record<string, unknown>>;
type Write = (facts: Facts | string, message?: string) => void;

export interface Log {
  readonly trace: Write;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  child(scope: string): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** Where lines go, each ending in a newline; standard output when absent. */
  readonly write?: (line: string) => void;
}

// Home Assistant shows two more levels than pino knows.
const pinoLevel = { notice: "info", warning: "warn" } as const;

/** Names of our own facts, and of what they carry; payloads of strangers have the longer list of the audit. */
const secretName =
  /pass(word|wd)?$|token$|secret$|authorization|cookie|api_?key|access_?code|^pin$|credential/i;
const maxDepth = 6;

export function createLog(options: LogOptions): Log {
  const write =
    options.write ??
    ((line: string) => {
      process.stdout.write(line);
    });
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      write(options.format === "json" ? line : toText(line));
      done();
    },
  });
  const level =
    options.level === "notice" || options.level === "warning"
      ? pinoLevel[options.level]
      : options.level;
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return wrap(logger);
}

function wrap(logger: Logger): Log {
  const at =
    (level: "trace" | "debug" | "info" | "warn" | "error"): Write =>
    (facts, message) => {
      if (!logger.isLevelEnabled(level)) return;
      if (typeof facts === "string") logger[level](hideSecretForms(facts));
      else
        logger[level](
          maskFacts(facts),
          message === undefined ? undefined : hideSecretForms(message),
        );
    };
  return {
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (scope) => wrap(logger.child({ scope })),
  };
}

function maskFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      secretName.test(name) ? masked : maskValue(value, 0),
    ]),
  );
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return hideSecretForms(value);
  if (value instanceof Error)
    return hideSecretForms(value.stack ?? value.message) + causeOf(value.cause, depth);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => maskValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) ? masked : maskValue(item, depth + 1),
    ]),
  );
}

function causeOf(cause: unknown, depth: number): string {
  if (cause === undefined || depth >= maxDepth) return "";
  return `\ncaused by: ${cause instanceof Error ? String(maskValue(cause, depth + 1)) : hideSecretForms(JSON.stringify(cause))}`;
}

/** `12:04:31.214 INFO home: connected version=2026.11.0 ms=212` */
function toText(line: string): string {
  const { time, level, scope, msg, ...facts } = JSON.parse(line) as Record<string, unknown>; // pino's own line
  const rest = Object.entries(facts).map(([name, value]) => ` ${name}=${toFact(name, value)}`);
  const clock = String(time).slice(11, 23);
  const where = typeof scope === "string" ? `${scope}: ` : "";
  return `${clock} ${String(level).toUpperCase()} ${where}${typeof msg === "string" ? visible(msg) : ""}${rest.join("")}\n`;
}

function toFact(name: string, value: unknown): string {
  if (typeof value !== "string") return visible(JSON.stringify(value));
  // A stack keeps its lines, but none begins as one of ours does: what a stranger sent may be in it.
  if (name === "error") return value.split("\n").map(visible).join("\n    ");
  return /^[^\s"=\p{C}]+$/u.test(value) ? value : visible(JSON.stringify(value));
}

/** What a terminal would obey, and what would write a line of its own, as it is written in JSON. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
