const ingressHeader = /^x-(?:remote-user(?:-|$)|ingress-path$|hass-source$)/;

/** Whether the (lower-case) name is one of those that Home Assistant sets on its way through Ingress.
 * Underscores count as dashes: some proxies translate them. */
export function isIngressHeader(name: string): boolean {
  return name.startsWith("x") && ingressHeader.test(name.replaceAll("_", "-"));
}
