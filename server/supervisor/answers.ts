// What we read out of the Supervisor's answers, each field looked at: what does not fit is not believed.
import { z } from "zod";

/** Home Assistant itself. */
export interface CoreAnswer {
  readonly port: number;
  /** Whether it speaks TLS itself. */
  readonly ssl: boolean;
  readonly version?: string;
}

/** Our own app. */
export interface AppAnswer {
  /** The machine's port that leads to the public one; null: none does. */
  readonly publicPort?: number | null;
  /** Our name among the machine's apps. */
  readonly hostname?: string;
  readonly version?: string;
}

/** The machine. */
export interface MachineAnswer {
  readonly hostname?: string;
}

const publicPortKey = "7180/tcp";

const port = z.int().min(1).max(65_535);
const orNothing = <Schema extends z.ZodType>(schema: Schema) =>
  schema.optional().catch(() => undefined);
const version = orNothing(z.string().regex(/^[\w.+-]{1,64}$/));
const hostname = orNothing(z.string().regex(/^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i));

const core = z.object({ port, ssl: z.boolean(), version });
const app = z.object({
  network: orNothing(z.object({ [publicPortKey]: orNothing(port.nullable()) })),
  hostname,
  version,
});
const machine = z.object({ hostname });

/** Throws for what is no answer of `/core/info`. */
export function readCore(answer: unknown): CoreAnswer {
  const said = core.parse(answer);
  return { port: said.port, ssl: said.ssl, ...known({ version: said.version }) };
}

/** Throws for what is no answer of `/addons/self/info`. */
export function readApp(answer: unknown): AppAnswer {
  const { network, ...said } = app.parse(answer);
  return known({ publicPort: network?.[publicPortKey], ...said });
}

/** Throws for what is no answer of `/info`. */
export function readMachine(answer: unknown): MachineAnswer {
  return known(machine.parse(answer));
}

type Known<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

const known = <Fields extends object>(said: Fields): Known<Fields> =>
  // Only what is undefined is left out, which the type says.
  Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined),
  ) as Known<Fields>;
