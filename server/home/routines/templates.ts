/** Whether Home Assistant would compute this text anew each time. */
export const isTemplate = (value: unknown): boolean =>
  typeof value === "string" && /\{\{|\{%|\{#/.test(value);
