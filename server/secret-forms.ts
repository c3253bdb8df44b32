/** What looks like a secret wherever it stands: our own tokens, JWTs (Home Assistant's long-lived tokens),
 * what follows "Bearer", camera tokens, passwords in URLs, ids of webhooks. */
const forms =
  /\bv(?:st|ss|sa|sr|si)_[0-9A-Za-z]{8,}|\beyJ[\w-]{8,500}\.[\w-]+(?:\.[\w-]*)?|(?<=\bBearer\s)[^\s"',;]+|\b[0-9a-f]{64}\b|(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)|(?<=\/api\/webhook\/)[\w-]+/gi;

/** What stands where a secret was, in the log as in the audit. */
export const masked = "[secret]";

/** The text without anything that has the form of a secret. */
export function hideSecretForms(text: string): string {
  return text.replace(forms, masked);
}
