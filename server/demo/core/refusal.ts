/** A refusal as it goes over the wire. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly translation: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, translation: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.translation = translation;
  }
}
