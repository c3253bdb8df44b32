/** What begins a template of Home Assistant. */
export const templateMark = /\{[{%#]/;

/** Whether Home Assistant would work the value out anew each time. */
export const isTemplate = (value: unknown): boolean =>
  typeof value === "string" && templateMark.test(value);
