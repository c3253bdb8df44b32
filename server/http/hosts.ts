import { isIP } from "node:net";
import { hostname } from "node:os";

const hostHeader = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/;
// Names under these can be registered by nobody, so no page from the internet can carry one.
const homeSuffixes = [".local", ".localhost", ".internal", ".home.arpa", ".local.hass.io"];
const remembered = 1000;
/** Of a name in DNS and a port. */
const maxLength = 260;

/** A test for Host headers. DNS rebinding needs a name that an attacker can register and point at us, so this lets in
 * addresses, names without a dot (`localhost`, a container), names that exist only at home, this machine's name, the
 * name in `public_url`, and `allowed_hosts` (`*.example.org` for everything below a name). */
export function createHostTest(options: {
  readonly public_url?: string | undefined;
  readonly allowed_hosts: readonly string[];
}): (host: string) => boolean {
  const exact = new Set([hostname().toLowerCase()]);
  const suffixes = [...homeSuffixes];
  for (const allowed of options.allowed_hosts.map((name) => name.toLowerCase()))
    if (allowed.startsWith("*.")) suffixes.push(allowed.slice(1));
    else exact.add(allowed);
  if (options.public_url !== undefined) exact.add(new URL(options.public_url).hostname);

  const isAllowed = (header: string): boolean => {
    if (header.length > maxLength) return false;
    const host = hostHeader.exec(header.toLowerCase())?.[1]?.replace(/\.$/, "");
    if (host === undefined) return false;
    if (host.startsWith("[")) return isIP(host.slice(1, -1)) === 6;
    return (
      isIP(host) === 4 ||
      !host.includes(".") ||
      exact.has(host) ||
      suffixes.some((suffix) => host.endsWith(suffix))
    );
  };

  const known = new Map<string, boolean>();
  return (header) => {
    const before = known.get(header);
    if (before !== undefined) return before;
    const allowed = isAllowed(header);
    if (known.size < remembered && header.length <= maxLength) known.set(header, allowed);
    return allowed;
  };
}
