type Cell = string | number | undefined;

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** For people: what scripts read of standard output stays clean. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Columns under their headings, as wide as their widest cell. */
export function printTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map((cell) => plain(String(cell ?? "-"))));
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines)
    printLine(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

export function formatTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** Clients name themselves: what they say must not steer a terminal. */
function plain(text: string): string {
  return text.replace(/\p{C}/gu, "?");
}
