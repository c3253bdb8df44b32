import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

// A secret is its prefix, 32 random bytes in base62 and a checksum over both: what was cut, mistyped
// or invented is told apart without asking the database.

/** What our secrets begin with: those of tokens that a person made, of browser sessions, of what renews
 * these, and of invitations. */
const tokenPrefix = "vst_";
export const sessionPrefix = "vss_";
export const refreshPrefix = "vsr_";
export const invitationPrefix = "vsi_";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 43; // 62^43 > 2^256
const checksumLength = 6; // 62^6 > 2^32
const body = new RegExp(`^[0-9A-Za-z]{${randomLength + checksumLength}}$`);

export function createSecret(prefix = tokenPrefix): string {
  const bytes = BigInt(`0x${randomBytes(32).toString("hex")}`);
  const secret = prefix + toBase62(bytes, randomLength);
  return secret + checksumOf(secret);
}

/** Whether the text has the form of our secrets, down to its checksum. */
export function isWellFormed(secret: string, prefix = tokenPrefix): boolean {
  return (
    secret.startsWith(prefix) &&
    body.test(secret.slice(prefix.length)) &&
    secret.endsWith(checksumOf(secret.slice(0, -checksumLength)))
  );
}

/** All that is ever stored of a secret. 256 random bits need no salt and no slow hash. */
export function hashOf(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** Enough of a hash to find a token by, and nothing to get in with. */
export function hashPrefixOf(hash: string): string {
  return hash.slice(0, 12);
}

/** With plain numbers, for it is made of every secret that comes in. */
function checksumOf(text: string): string {
  let checksum = "";
  for (let rest = crc32(text); rest > 0; rest = Math.floor(rest / 62))
    checksum = (alphabet[rest % 62] ?? "") + checksum;
  return checksum.padStart(checksumLength, "0");
}

function toBase62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = (alphabet[Number(rest % 62n)] ?? "") + text;
  return text.padStart(length, "0");
}
