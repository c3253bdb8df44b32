// What programs of a container did, as strace wrote it down.
export interface Done {
  /** The program that did it: "/usr/bin/node". */
  readonly program: string;
  readonly path: string;
  /** "r", "w", "m" and "x", as AppArmor names them. */
  readonly mode: string;
}

const opened = /^(?:openat\(AT_FDCWD(?:<[^>]*>)?, |open\()"([^"]*)", ([A-Z_|0-9]+).*= \d+<([^>]*)>/;
const executed = /^execve\("([^"]*)".*= 0$/;
const written =
  /^(?:unlink|rename|mkdir|chmod)(?:at)?\d?\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)".*= 0$/;
const mapped = /^mmap\(.*PROT_EXEC.*, \d+<([^>]*)>, /;
/** A process or thread, by its number where strace runs. */
const born = /^(?:clone3?|v?fork)\(.*= (\d+)(?: \/\* (\d+) in strace's PID NS \*\/)?$/;
/** Where the container's root is, as strace sees it. */
const outside = /^.*\/container-\w+\/root(?=\/|$)/;
const inside = (path: string) => path.replace(outside, "");

/** Only what succeeded, under the program that the process was by then, and from the image's first on. */
export function readTrace(text: string): readonly Done[] {
  const programs = new Map<string, string>();
  const done: Done[] = [];
  const lines = joined(text);
  for (const line of lines.slice(lines.findIndex((each) => each.includes('execve("/init"')))) {
    const [, pid = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const program = programs.get(pid) ?? "";
    const note = (path: string | undefined, mode: string) => {
      if (path?.startsWith("/") === true) done.push({ program, path: inside(path), mode });
    };
    const [, file] = executed.exec(call) ?? [];
    if (file !== undefined) {
      note(file, "x");
      programs.set(pid, file);
      continue;
    }
    const [, number, numberHere] = born.exec(call) ?? [];
    if (number !== undefined) programs.set(numberHere ?? number, program);
    const [, , flags = "", real] = opened.exec(call) ?? [];
    note(real, /O_WRONLY|O_RDWR|O_CREAT/.test(flags) ? "w" : "r");
    note(written.exec(call)?.[1], "w");
    note(mapped.exec(call)?.[1], "m");
  }
  return done;
}

const interrupted = " <unfinished ...>";

/** A call that another interrupted is two lines: "… <unfinished ...>" and "<... openat resumed> …". */
function joined(text: string): readonly string[] {
  const waiting = new Map<string, string>();
  return text.split("\n").flatMap((line) => {
    const pid = /^\d+/.exec(line)?.[0] ?? "";
    if (line.endsWith(interrupted)) {
      waiting.set(pid, line.slice(0, -interrupted.length));
      return [];
    }
    const resumed = /^\d+ +<\.\.\. \w+ resumed>(.*)$/.exec(line);
    return resumed === null ? [line] : [`${waiting.get(pid) ?? pid}${resumed[1] ?? ""}`];
  });
}
