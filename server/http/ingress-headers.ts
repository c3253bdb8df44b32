const ingressHeader = /^x-(?:remote-user(?:-|$)|ingress-path$|hass-source$)/;

/** Home Assistant passes on every cookie of its origin, those of all apps together: as long as its own limit of one
 * header, and the rest. */
export const maxIngressHeaderBytes = 65_536;

/** Whether the (lower-case) name is one of those that Home Assistant sets on its way through Ingress.
 * Underscores count as dashes: some proxies translate them. */
export function isIngressHeader(name: string): boolean {
  return name.startsWith("x") && ingressHeader.test(name.replaceAll("_", "-"));
}
