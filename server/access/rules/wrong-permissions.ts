import { AppError } from "../../errors.ts";
import { isEntityId } from "./targets.ts";

// What is said of permissions that are written wrongly: where, what, and what to say instead.

export function refuse(at: string, what: string, hint: string): never {
  throw new AppError("invalid_input", `${at}: ${what}.`, { hint });
}

export function refuseUnlessOneOf(at: string, word: string, words: readonly string[]): void {
  if (!words.includes(word))
    refuse(at, `"${word.slice(0, 80)}" is not a choice`, `Choose ${words.join(", ")}.`);
}

export function refuseUnlessEntity(at: string, text: string): void {
  if (!isEntityId(text))
    refuse(at, `"${text.slice(0, 80)}" is no entity id`, 'Give one such as "light.hall".');
}
