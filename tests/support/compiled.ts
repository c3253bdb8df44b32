import { cp, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { pathOf } from "./repository.ts";

const sources = ["server", "shared", "cli"];
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** The server and the command as `npm run build` makes them, but without checking types, and only what
 * changed since the last time: a process that is started ten times is worth compiling once.
 * @returns the folder, which stands in for `dist`. */
export async function compile(): Promise<string> {
  const folder = pathOf(".cache/compiled");
  for (const source of sources)
    for (const file of await readdir(pathOf(source), { recursive: true }))
      if (file.endsWith(".ts"))
        await compileFile(pathOf(join(source, file)), jsOf(join(folder, source, file)));
  await cp(pathOf("server/http/pages"), join(folder, "server/http/pages"), { recursive: true });
  return folder;
}

const jsOf = (path: string) => path.replace(/\.ts$/, ".js");

async function compileFile(from: string, to: string): Promise<void> {
  const { mtime } = await stat(from);
  const compiled = await stat(to).catch(() => undefined);
  // Times lose what is below a microsecond on their way into the file system.
  if (compiled !== undefined && Math.abs(compiled.mtimeMs - mtime.getTime()) < 1) return;
  const { outputText } = ts.transpileModule(await readFile(from, "utf8"), { compilerOptions });
  // Two test runs may be at it at once: each sees whole files only.
  const draft = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true });
  await writeFile(draft, outputText);
  await utimes(draft, mtime, mtime);
  await rename(draft, to);
}
