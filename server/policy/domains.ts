/** "light" of "light.lamp" and of "light.turn_on". */
export const domainOf = (name: string): string => name.slice(0, name.indexOf("."));

/** Entity ids under their domain, in the order in which they come. */
export function idsByDomain(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const byDomain = new Map<string, string[]>();
  for (const id of ids) {
    const domain = domainOf(id);
    const known = byDomain.get(domain);
    if (known === undefined) byDomain.set(domain, [id]);
    else known.push(id);
  }
  return byDomain;
}
