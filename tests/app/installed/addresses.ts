/** Who is where in the network of a real machine's apps. */
export const addresses = {
  /** Home Assistant, and everything else that is not in a container of its own. */
  home: "172.30.32.1",
  supervisor: "172.30.32.2",
  app: "172.30.33.5",
  anotherApp: "172.30.33.6",
} as const;
