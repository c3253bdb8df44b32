import { BlockList, isIP } from "node:net";

/** Whether the text is an address, or a network like "192.168.1.0/24" or "fd00::/8". */
export function isNetwork(text: string): boolean {
  try {
    createNetworks([text]);
    return true;
  } catch {
    return false;
  }
}

/** A test for addresses of any of the networks; IPv4 written as IPv6 ("::ffff:10.0.0.1") counts as IPv4.
 * @throws Error naming the first text that is neither an address nor a network. */
export function createNetworks(networks: readonly string[]): (address: string) => boolean {
  const blocks = new BlockList();
  for (const network of networks) add(blocks, network);
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const plain = plainAddress(address);
    const family = isIP(plain);
    const isInside = family !== 0 && blocks.check(plain, family === 6 ? "ipv6" : "ipv4");
    // Addresses come from strangers: what is remembered of them is bounded.
    if (known.size < maxKnown) known.set(address, isInside);
    return isInside;
  };
}

const maxKnown = 1_000;

/** "::ffff:10.0.0.1" as "10.0.0.1"; everything else unchanged. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

function add(blocks: BlockList, network: string): void {
  const [address = "", prefix, ...rest] = network.split("/");
  const family = isIP(address);
  const type = family === 6 ? "ipv6" : "ipv4";
  const bits = family === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (family === 0 || !isPrefix || rest.length > 0)
    throw new Error(`Not an address or a network: ${network}`);
  if (prefix === undefined) blocks.addAddress(address, type);
  else blocks.addSubnet(address, Number(prefix), type);
}

/** Whether every address of the network is in one of the others, written in the same family. */
export function isInside(network: string, networks: readonly string[]): boolean {
  const inner = parts(network);
  return networks.some((other) => {
    const outer = parts(other);
    return (
      outer.family === inner.family &&
      outer.bits <= inner.bits &&
      createNetworks([other])(inner.address)
    );
  });
}

function parts(network: string): { address: string; family: number; bits: number } {
  const [address = "", prefix] = network.split("/");
  const family = isIP(address);
  return { address, family, bits: Number(prefix ?? (family === 6 ? 128 : 32)) };
}
