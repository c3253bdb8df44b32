export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** Defaults of the ARGs before the first FROM. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/** As much of a Dockerfile as our specs ask of one. */
export function parseDockerfile(text: string): Dockerfile {
  const instructions = text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...rest] = line.split(/\s+/);
      return { name, text: rest.join(" ") };
    });
  const first = instructions.findIndex(({ name }) => name === "FROM");
  const args = instructions.slice(0, first).map(({ text }): [string, string] => {
    const [name = "", value = ""] = text.split("=", 2);
    return [name, value];
  });
  return { args: Object.fromEntries(args), stages: stagesOf(instructions.slice(first)) };
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const starts = instructions.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  return starts.map((start, n) => {
    const words = instructions[start]?.text.split(" ") ?? [];
    const as = words.indexOf("AS");
    return {
      name: as === -1 ? "final" : (words[as + 1] ?? ""),
      from: words.find((word) => !word.startsWith("--")) ?? "",
      instructions: instructions.slice(start + 1, starts[n + 1]),
    };
  });
}

export const textsOf = (stage: Stage, name: string): readonly string[] =>
  stage.instructions.filter((i) => i.name === name).map((i) => i.text);

/** The commands of every RUN, one by one. */
export const commandsOf = (stage: Stage): readonly string[] =>
  textsOf(stage, "RUN").flatMap((text) => text.split("&&").map((command) => command.trim()));

/** What `apk add` installs, with its pin: "nodejs=~24". */
export const packagesOf = (stage: Stage): readonly string[] =>
  commandsOf(stage)
    .filter((command) => command.startsWith("apk add "))
    .flatMap((command) => command.split(" ").slice(2))
    .filter((word) => !word.startsWith("-"));

/** Paths that COPY takes from the build's context, not from another stage. */
export const copiedFromContext = (stage: Stage): readonly string[] =>
  textsOf(stage, "COPY")
    .filter((text) => !text.includes("--from="))
    .flatMap((text) => text.split(" ").slice(0, -1));
