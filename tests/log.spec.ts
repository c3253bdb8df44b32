import { expect } from "chai";
import { createLog, type LogOptions } from "../server/log.ts";

const token = "vst_3kTq9ZbYw2LmNpRs8VxC4dFg6HjK1aQe";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJl";

const pathsOfASecret: Record<string, (log: ReturnType<typeof createLog>) => void> = {
  "in a message": (log) => log.info(`token ${token} and ${jwt}`),
  "in a message behind facts": (log) => log.info({ a: 1 }, `Authorization: Bearer ${token}`),
  "as a fact": (log) => log.error({ text: `got ${token}` }, "odd"),
  "under a telling name": (log) => log.info({ home_token: jwt, password: token }, "sign in"),
  "deep in a fact": (log) => log.debug({ a: { b: [{ access_token: token, c: jwt }] } }, "deep"),
  "in an error's message": (log) => log.error({ error: new Error(`bad ${token}`) }, "failed"),
  "in an error's cause": (log) =>
    log.error({ error: new Error("outer", { cause: new Error(jwt) }) }, "failed"),
  "in a cause that is no error": (log) =>
    log.error({ error: new Error("outer", { cause: { seen: token } }) }, "failed"),
  "through a child": (log) => log.child("access").info({ header: `Bearer ${token}` }, "in"),
};

describe("log", () => {
  it("says the message first and the facts after", () => {
    const { log, lines } = capture({ format: "text" });

    log.child("home").info({ version: "2026.11.0", ms: 212 }, "connected");

    expect(lines.join("")).to.match(
      /^[\d:.]{12} INFO home: connected version=2026\.11\.0 ms=212\n$/,
    );
  });

  it("hides what the audit hides by its form", () => {
    const { log, lines } = capture({ format: "text" });

    log.warn({ url: "http://ada:hunter2@home" }, `/api/webhook/abcdef, ${"0a".repeat(32)}`);

    expect(lines.join(""))
      .to.include("[secret]")
      .and.not.match(/hunter2|abcdef|0a0a/);
  });

  it("stays on one line and sends no terminal anything to obey, whatever a stranger calls things", () => {
    const { log, lines } = capture({ format: "text" });

    log.warn(
      { tool: "x\n12:00:00.000 INFO http: all is well", odd: "\u0000\u001b[2J\u202e" },
      "no",
    );

    expect(lines.join(""))
      .to.match(/^[^\n]*\n$/)
      .and.not.match(/[\p{Cf}]|\p{Cc}(?!$)/u);
  });

  it("keeps a message on its line too: words of options and of backups are in it", () => {
    const { log, lines } = capture({ format: "text" });

    log.error("wrong: x\n12:00:00.000 INFO http: all is well\u001b[2J\u009b2J\u2028\u202e");

    expect(lines.join(""))
      .to.match(/^[^\n]*\n$/)
      .and.not.match(/[\p{Cf}\u2028]|\p{Cc}(?!$)/u);
  });

  it("shows a stack on lines that cannot be taken for lines of its own", () => {
    const { log, lines } = capture({ format: "text" });

    log.error({ error: new Error("odd\n12:00:00.000 INFO http: all is well") }, "failed");

    const [, ...rest] = lines.join("").trimEnd().split("\n");
    expect(rest).to.have.length.above(1);
    for (const line of rest) expect(line).to.match(/^ {4}/);
  });

  it("writes one JSON object a line when asked to", () => {
    const { log, lines } = capture({ format: "json" });

    log.warn({ home: "default" }, "away");

    expect(JSON.parse(lines.join(""))).to.include({ level: "warn", msg: "away", home: "default" });
  });

  for (const [level, shown] of [
    ["trace", 5],
    ["debug", 4],
    ["info", 3],
    ["notice", 3],
    ["warning", 2],
    ["error", 1],
    ["fatal", 0],
  ] as const)
    it(`shows ${shown} of five lines at level ${level}`, () => {
      const { log, lines } = capture({ format: "text", level });

      for (const write of [log.trace, log.debug, log.info, log.warn, log.error]) write("line");

      expect(lines).to.have.length(shown);
    });

  for (const format of ["text", "json"] as const)
    for (const [where, write] of Object.entries(pathsOfASecret))
      it(`lets no secret out in ${format}, ${where}`, () => {
        const { log, lines } = capture({ format });

        write(log);

        expect(lines).to.have.length(1);
        expect(lines.join("")).to.not.include(token.slice(4)).and.not.include(jwt);
      });
});

function capture(options: Partial<LogOptions> & Pick<LogOptions, "format">) {
  const lines: string[] = [];
  const log = createLog({ level: "trace", ...options, write: (line) => lines.push(line) });
  return { log, lines };
}
