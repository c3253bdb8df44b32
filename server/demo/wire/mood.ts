/** What goes wrong at the moment. Read by listener and sessions, set through the demo home. */
export interface Mood {
  hangs: boolean;
  slowMs: number;
  refuses: "connection" | "502" | false;
  refusesTokens: boolean;
  closesAfterAuth: boolean;
  /** Command type → code of the refusal. */
  readonly failing: Map<string, string>;
}

export const createMood = (): Mood => ({ ...calm(), failing: new Map() });

const calm = () => ({
  hangs: false,
  slowMs: 0,
  refuses: false as const,
  refusesTokens: false,
  closesAfterAuth: false,
});

export function calmDown(mood: Mood): void {
  Object.assign(mood, calm());
  mood.failing.clear();
}
