import { hash } from "bcrypt";
import { AppError } from "../errors.ts";

/** bcrypt reads no further: what stands behind would not be part of the password. */
const maxBytes = 72;
const minLength = 8;

/** @throws AppError invalid_input for a password that is too short, or longer than bcrypt reads. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  if (password.length < minLength)
    throw new AppError("invalid_input", `The password is shorter than ${minLength} characters.`, {
      hint: "Choose a longer one: a few words are easier to remember than signs.",
    });
  if (Buffer.byteLength(password) > maxBytes)
    throw new AppError("invalid_input", `The password is longer than ${maxBytes} bytes.`, {
      hint: "Choose a shorter one; letters with accents count as two bytes, emoji as four.",
    });
  if (password.includes("\0"))
    throw new AppError("invalid_input", "The password contains a character that ends text.");
  return hash(password, cost);
}
