// Linters that Debian packages. Each answers its complaints, and none when all is well.
import { complaintsOf, requireFiles, runProgram } from "./run-program.ts";

/** The programs, and the packages that have them. */
export const programs = {
  apparmor_parser: "apparmor",
  shellcheck: "shellcheck",
  yamllint: "yamllint",
} as const;

export function lintShell(files: readonly string[], dialect: "bash" | "sh"): readonly string[] {
  requireFiles(files);
  const args = ["--shell", dialect, "--format", "gcc", "--", ...files];
  return complaintsOf("shellcheck", runProgram("shellcheck", args));
}

export function lintYaml(files: readonly string[], configPath: string): readonly string[] {
  requireFiles(files);
  const args = ["--strict", "--format", "parsable", "--config-file", configPath, "--", ...files];
  return complaintsOf("yamllint", runProgram("yamllint", args));
}

/** Compiles a profile and loads it nowhere: this needs no AppArmor in the kernel. */
export function parseProfile(file: string): readonly string[] {
  const args = ["--skip-kernel-load", "--skip-cache", "--quiet", file];
  return complaintsOf("apparmor_parser", runProgram("apparmor_parser", args));
}
