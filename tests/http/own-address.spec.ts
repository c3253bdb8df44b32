import express from "express";
import { expect } from "chai";
import supertest from "supertest";
import { createOwnAddress, isEncrypted } from "../../server/http/own-address.ts";

/** Asks for our address under a name, through a trusted proxy on this machine. */
async function ask(public_url: string | undefined, headers: Readonly<Record<string, string>>) {
  const app = express().set("trust proxy", "loopback");
  const ownAddress = createOwnAddress(public_url);
  app.get("/", (req, res) => {
    res.send(ownAddress(req));
  });
  return (await supertest(app).get("/").set(headers)).text;
}

const local = { Host: "homeassistant.local:7180" };
const proxied = { "X-Forwarded-For": "10.0.0.7" };
const hall = "https://hall.example.org";

describe("Our own address in a browser", () => {
  for (const [what, public_url, headers, expected] of [
    ["what was typed", undefined, local, "http://homeassistant.local:7180"],
    [
      "what was typed, though another one is public",
      hall,
      local,
      "http://homeassistant.local:7180",
    ],
    ["the public one under its name, wherever TLS ends", hall, { Host: "hall.example.org" }, hall],
    [
      "the public one behind a proxy that hides the name",
      `${hall}/`,
      { ...local, ...proxied },
      hall,
    ],
    [
      ...(["what a proxy says, without a public one", undefined] as const),
      { ...local, ...proxied, "X-Forwarded-Proto": "https" },
      "https://homeassistant.local:7180",
    ],
  ] as const)
    it(`is ${what}`, async () => {
      expect(await ask(public_url, headers)).to.equal(expected);
    });

  it("is encrypted by its scheme", () => {
    expect(isEncrypted(hall)).to.equal(true);
    expect(isEncrypted("http://hall.example.org")).to.equal(false);
  });
});
