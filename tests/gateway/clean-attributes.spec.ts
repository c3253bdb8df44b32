import { expect } from "chai";
import { cleanAttributes } from "../../server/gateway/clean-attributes.ts";
import { scopes } from "../support/principals.ts";
import { promise } from "../support/promise.ts";

const unseen = new Set(["lock.safe", "person.ada"]);
const isUnseen = (entityId: string) => unseen.has(entityId);
const forAll = { scope: scopes.all, isUnseen } as const;
const forGuests = { scope: scopes.exposed, isUnseen } as const;

describe("cleanAttributes", () => {
  it("gives the very same object when there is nothing to take away", () => {
    const attributes = {
      brightness: 3,
      list: ["a", { b: 1 }],
      entity_picture: "/local/me.jpg",
      none: null,
    };

    expect(cleanAttributes(attributes, forAll)).to.equal(attributes);
    expect(cleanAttributes(attributes, forGuests)).to.equal(attributes);
  });

  it("takes secrets away from everybody, at any depth", () => {
    const attributes = {
      access_token: "x",
      options: { api_key: "y", mode: "z" },
      code_format: "number",
    };

    expect(cleanAttributes(attributes, forAll)).to.deep.equal({
      options: { mode: "z" },
      code_format: "number",
    });
  });

  promise("home.pictures", "the address of a picture", () => {
    const attributes = {
      entity_picture: "/api/camera_proxy/camera.door?token=abc",
      entity_picture_local: 7,
    };

    expect(cleanAttributes(attributes, forAll)).to.deep.equal({
      entity_picture: "/api/camera_proxy/camera.door",
      entity_picture_local: 7,
    });
  });

  it("names to a guest nothing that the guest may not see", () => {
    const attributes = {
      entity_id: ["light.hall", "lock.safe"],
      source: "person.ada",
      nested: { "lock.safe": "on", other: "light.hall" },
      rows: [{ of: "lock.safe", title: "Safe" }, { of: "light.hall" }],
      "lock.safe": "on",
    };

    expect(cleanAttributes(attributes, forAll)).to.equal(attributes);
    expect(cleanAttributes(attributes, forGuests)).to.deep.equal({
      entity_id: ["light.hall"],
      nested: { other: "light.hall" },
      rows: [{ of: "light.hall" }],
    });
  });

  it("tells a guest nobody's place and nobody's network", () => {
    const attributes = {
      latitude: 1,
      longitude: 2,
      ip: "10.0.0.2",
      user_id: "u",
      battery_level: 9,
    };

    expect(cleanAttributes(attributes, forGuests)).to.deep.equal({ battery_level: 9 });
  });

  it("shows a guest nothing that lies too deep to be looked through", () => {
    const attributes = { a: { b: { c: { d: { e: { f: "lock.safe" } } } } } };

    expect(JSON.stringify(cleanAttributes(attributes, forGuests))).not.to.include("lock.safe");
    expect(cleanAttributes(attributes, forAll)).to.equal(attributes);
  });

  it("names to a guest nothing unseen within a sentence, a list written as text or an address", () => {
    const attributes = {
      note: "see lock.safe, or ask",
      lights: "light.hall, Lock.Safe",
      entity_picture: "/api/image_proxy/lock.safe?token=abc",
      version: "2026.11.1",
    };

    expect(cleanAttributes(attributes, forGuests)).to.deep.equal({ version: "2026.11.1" });
  });

  it("takes names and passwords out of addresses, for everybody", () => {
    const attributes = {
      stream_source: "rtsp://admin:hunter2@10.0.0.5/live",
      mail: "somebody@example.org",
    };

    expect(cleanAttributes(attributes, forAll)).to.deep.equal({
      stream_source: "rtsp://10.0.0.5/live",
      mail: "somebody@example.org",
    });
  });
});
