/** Names whose value is a secret wherever they stand in a compound: userPassword, ACCESS-TOKEN, apikey2. */
const stems =
  /password|passwd|passphrase|passcode|pincode|usercode|secret|token|api_?key|access_?key|private_?key|encryption_?key|auth_?key|authorization|credential|credit_?card|card_?number|webhook_?(id|url)|cookie|bearer/;

/** Names that are secret as a word of their own, but not inside another word ("spin", "pinned"). */
const words = new Set(["pin", "pwd", "psk", "otp", "totp", "ssn", "cvv", "cvc", "auth", "iban"]);

/** What may stand before "code" without making it a secret. */
const harmlessCodes = new Set(
  "area color condition country currency error exit http iso language postal reason response result source status weather zip".split(
    " ",
  ),
);

const maxRemembered = 2_000;
const remembered = new Map<string, boolean>();

/** Whether a value under this key is a secret: `password`, `alarm_code`, `accessToken`, `WEBHOOK-ID`. */
export function isSecretKey(key: string): boolean {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const secret = judge(key);
  // Keys come from callers: what is remembered of them is bounded, in number and in length.
  if (remembered.size < maxRemembered && key.length <= 64) remembered.set(key, secret);
  return secret;
}

function judge(key: string): boolean {
  const parts = key
    .slice(0, 256)
    .normalize("NFKC")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
  return stems.test(parts.join("_")) || parts.some(isSecretWord);
}

function isSecretWord(part: string, at: number, parts: readonly string[]): boolean {
  if (words.has(part)) return true;
  if (part !== "code" && part !== "codes") return false;
  // "code" says what something is about when it comes last (door_code); first, it is a topic (code_format).
  const before = parts[at - 1];
  return at === parts.length - 1 && (before === undefined || !harmlessCodes.has(before));
}
