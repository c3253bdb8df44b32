import type { Told } from "./supervisor/supervisor.ts";

interface Known {
  readonly publicUrl: string | undefined;
  readonly port: number;
  /** Absent: we are no app. */
  readonly told?: Told;
}

/** One line for the log: where the first administrator is made. It names an address that works where one is known. */
export function setupLine(path: string, { publicUrl, port, told }: Known): string {
  const { app, machine } = told ?? {};
  const name = machine?.hostname === undefined ? "<this machine>" : `${machine.hostname}.local`;
  const base = publicUrl ?? `http://${name}:${app?.publicPort ?? port}`;
  const sidebar =
    told === undefined ? "" : ", or open Vestibule in the sidebar as one of Home Assistant's";
  const closed =
    publicUrl === undefined && app?.publicPort === null
      ? ` Port ${port} is closed now: give it a port under Network in the app's Configuration tab first.`
      : "";
  return `There is no administrator yet. Make the first one at ${base}${path}${sidebar}.${closed}`;
}
