type Cell = string | number | undefined;

/** Who called the command, and what they read. */
export interface Terminal {
  /** What scripts read. */
  print(line: string): void;
  /** What people read beside it. */
  note(line: string): void;
  readInput(): Promise<string>;
  /** Absent: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(JSON.stringify(value));
}

/** Columns under their headings, as wide as their widest cell. */
export function printTable(
  terminal: Terminal,
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const lines = [headings, ...rows].map((row) => row.map((cell) => plain(String(cell ?? "-"))));
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines)
    terminal.print(
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
