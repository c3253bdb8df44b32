/** How dangerous a tool is: it looks, devices act, configuration changes, something is lost. */
export const effects = ["read", "execute", "write", "destroy"] as const;

export type Effect = (typeof effects)[number];
