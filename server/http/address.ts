import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Request } from "express";
import { createNetworks, plainAddress } from "../networks.ts";

/** The client's address: right behind a trusted proxy, and an address whatever a proxy wrote. */
export function addressOf(req: Request): string {
  const address = plainAddress(req.ip ?? "");
  return isIP(address) === 0 ? peerOf(req) : address;
}

/** The other end of the TCP connection. */
export function peerOf(req: Request): string {
  return plainAddress(req.socket.remoteAddress ?? "");
}

export const isLoopback = createNetworks(["127.0.0.0/8", "::1"]);

// 100.64.0.0/10 is what Tailscale and carriers use inside; nobody reaches us from there over the internet.
const isPrivate = createNetworks([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);

/** Whether the address is of this house: private, or in an IPv6 network of one of our own interfaces,
 * because at home a laptop comes with a public IPv6 address too. */
export function isLocal(address: string): boolean {
  return isPrivate(address) || (isIP(address) === 6 && createNetworks(ownNetworks())(address));
}

function ownNetworks(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, cidr }) => (family === "IPv6" && cidr !== null ? [cidr] : []))
    .filter((cidr) => Number(cidr.split("/")[1]) >= 56);
}
