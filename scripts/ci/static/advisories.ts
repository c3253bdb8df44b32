// npm's answer about known weaknesses, against the list of those that somebody has read.
import { z } from "zod";

const answerSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      // A name is another package of this answer, which brings the weakness along.
      via: z.array(
        z.union([
          z.string(),
          z.object({ name: z.string(), title: z.string(), url: z.url(), severity: z.string() }),
        ]),
      ),
    }),
  ),
});
const failureSchema = z.union([
  z.object({ statusCode: z.number(), message: z.string() }),
  z.object({ error: z.object({ summary: z.string() }) }),
]);

export const reviewedSchema = z.strictObject({
  advisories: z.array(
    z.strictObject({
      id: z.string().regex(/^GHSA(-[0-9a-z]{4}){3}$/),
      package: z.string().min(1),
      why: z.string().min(20),
      until: z.iso.date(),
    }),
  ),
});
export type Reviewed = z.output<typeof reviewedSchema>["advisories"];

export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly title: string;
  readonly severity: string;
}

/** What `npm audit --json` printed: what it knows, or why it knows nothing. @throws ZodError on any other answer. */
export function readAudit(
  printed: string,
): { readonly known: readonly Advisory[] } | { readonly unanswered: string } {
  const answer: unknown = JSON.parse(printed);
  const failure = failureSchema.safeParse(answer);
  if (failure.success) {
    const { data } = failure;
    return { unanswered: "error" in data ? data.error.summary : data.message };
  }
  const { vulnerabilities } = answerSchema.parse(answer);
  const all = Object.values(vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((one) => typeof one !== "string")
    .map(({ name, title, url, severity }) => {
      return { id: url.slice(url.lastIndexOf("/") + 1), package: name, title, severity };
    });
  const once = new Map(all.map((one) => [`${one.id} ${one.package}`, one]));
  return { known: [...once.values()] };
}

/** Reviews whose day has come: these fail wherever the audit can be had or not. */
export const outOfDate = (reviewed: Reviewed, today: string): readonly string[] =>
  reviewed
    .filter(({ until }) => until < today)
    .map((one) => `${one.id} in ${one.package} was to be read again by ${one.until}.`);

/** What nobody has read, and what needed no reading any more. */
export function unreviewed(known: readonly Advisory[], reviewed: Reviewed): readonly string[] {
  const same = (a: { id: string; package: string }) => (b: { id: string; package: string }) =>
    a.id === b.id && a.package === b.package;
  return [
    ...known
      .filter((one) => !reviewed.some(same(one)))
      .map((one) => `${one.id} in ${one.package}, ${one.severity}: ${one.title}`),
    ...reviewed
      .filter((one) => !known.some(same(one)))
      .map((one) => `${one.id} in ${one.package} is reviewed, and npm knows it no more.`),
  ];
}
