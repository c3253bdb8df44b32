/** How dangerous a tool is: it looks, devices act, configuration changes, something is lost. */
export type Effect = "read" | "execute" | "write" | "destroy";
