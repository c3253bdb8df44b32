// A certificate for a name, made out by itself: Node makes keys and no certificates.
import { generateKeyPairSync, sign } from "node:crypto";

export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

export function selfSigned(name: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = sequence(
    node(set, sequence(node(oid, commonName), node(utf8, Buffer.from(name)))),
  );
  const lasts = sequence(...["250101000000Z", "491231235959Z"].map(time));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(node(integer, Buffer.of(1)), signedWith, subject, lasts, subject, spki);
  const signature = Buffer.concat([Buffer.of(0), sign("sha256", body, privateKey)]);
  const der = sequence(body, signedWith, node(bits, signature));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

const [integer, bits, oid, utf8, utcTime, list, set] = [2, 3, 6, 12, 23, 0x30, 0x31] as const;
const commonName = Buffer.from("550403", "hex");
const ecdsaWithSha256 = Buffer.from("2a8648ce3d040302", "hex");

function node(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return node(list, ...parts);
}

const time = (text: string) => node(utcTime, Buffer.from(text));
const signedWith = sequence(node(oid, ecdsaWithSha256));
