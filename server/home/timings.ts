/** How patient the connection is, in milliseconds. Tests bring smaller ones. */
export interface Timings {
  /** Opening a socket and being let in. */
  readonly connectMs: number;
  /** One command, answer included. */
  readonly commandMs: number;
  /** One act: services answer when they are done, and a slow lock or gate takes its time. */
  readonly actMs: number;
  /** Between two pings, and how long a ping may take: half-open sockets say nothing. */
  readonly keepAliveMs: number;
  readonly pongMs: number;
  /** Between two connects: never less, at first about, never more. */
  readonly leastDelayMs: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** After a refused token. Slow: Home Assistant tells every user of each failed try and may ban us. */
  readonly refusedDelayMs: number;
  readonly longestRefusedDelayMs: number;
  /** Between two looks whether a starting home is there. */
  readonly startPollMs: number;
  /** Before a refused subscription is tried again. */
  readonly resubscribeMs: number;
  /** How long changes of registries and services are gathered before they are read. */
  readonly gatherMs: number;
  /** Between two looks at what changes without an event: rights, exposure without registry entry. */
  readonly slowLookMs: number;
  /** Before a read is tried again, and how long the breaker stays open. */
  readonly retryDelayMs: number;
  readonly breakMs: number;
}

export const defaultTimings: Timings = {
  connectMs: 10_000,
  commandMs: 30_000,
  actMs: 30_000,
  keepAliveMs: 20_000,
  pongMs: 10_000,
  leastDelayMs: 250,
  firstDelayMs: 500,
  longestDelayMs: 10_000,
  refusedDelayMs: 60_000,
  longestRefusedDelayMs: 1_800_000,
  startPollMs: 1_000,
  resubscribeMs: 1_000,
  gatherMs: 250,
  slowLookMs: 300_000,
  retryDelayMs: 300,
  breakMs: 5_000,
};
