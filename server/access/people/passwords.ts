import bcrypt from "bcrypt";
import { AppError } from "../../errors.ts";

/** bcrypt reads no further: what stands behind would not be part of the password. */
const maxBytes = 72;
const minLength = 8;

export interface Passwords {
  /** @throws AppError invalid_input for a password that is too short, or longer than bcrypt reads. */
  hash(password: string): Promise<string>;
  /** As much work when there is nothing to compare with: nobody learns from the time whether there was. */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

/** `cost` is how much work a password costs: twice as much with each step. */
export function createPasswords(
  cost: number,
  compare: (password: string, hash: string) => Promise<boolean> = bcrypt.compare,
): Passwords {
  // Of no password: its form is all that the work depends on.
  const nobodys = `$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;

  return {
    hash(password) {
      refuseBad(password);
      return bcrypt.hash(password, cost);
    },
    async matches(password, hash) {
      const isSame = await compare(password, hash ?? nobodys);
      // What was never accepted as a password begins like one, as far as bcrypt reads.
      return isSame && hash !== undefined && isReadWhole(password);
    },
  };
}

function isReadWhole(password: string): boolean {
  return Buffer.byteLength(password) <= maxBytes && !password.includes("\0");
}

function refuseBad(password: string): void {
  if (password.length < minLength)
    throw new AppError("invalid_input", `The password is shorter than ${minLength} characters.`, {
      hint: "Choose a longer one: a few words are easier to remember than signs.",
    });
  if (Buffer.byteLength(password) > maxBytes)
    throw new AppError("invalid_input", `The password is longer than ${maxBytes} bytes.`, {
      hint: "Choose a shorter one; letters with accents count as two bytes, emoji as four.",
    });
  if (!isReadWhole(password))
    throw new AppError("invalid_input", "The password contains a character that ends text.");
}
