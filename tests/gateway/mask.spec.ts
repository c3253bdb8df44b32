import { expect } from "chai";
import fc from "fast-check";
import {
  cut,
  mask,
  maskedJson,
  maskedSummary,
  maskedWhole,
  maskText,
} from "../../server/gateway/mask.ts";
import { masked } from "../../server/secret-forms.ts";
import { isSecretKey } from "../../server/gateway/secret-keys.ts";

const token = `vst_${"a1B2".repeat(9)}`;
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJl";

describe("isSecretKey", () => {
  const secret =
    "password Password PASSWORD user_password userPassword user-password new.password passwd passphrase token access_token accessToken ACCESS_TOKEN accesstoken tokens secret clientSecret client_secret api_key apiKey apikey x-api-key authorization Authorization auth credentials code alarm_code alarmCode user_code usercode passcode codes pin alarmPin PIN pin_code pincode credit_card creditCardNumber card_number ssn cvv otp webhook_id webhookId private_key encryption_key cookie ｐａｓｓｗｏｒｄ".split(
      " ",
    );
  for (const key of secret)
    it(`takes ${key} for a secret`, () => {
      expect(isSecretKey(key)).to.equal(true);
    });

  const harmless =
    "entity_id name state code_format code_arm_required status_code countryCode error_code spin pinned opinion author encoder barcode key area decode passing compass unicode".split(
      " ",
    );
  for (const key of harmless)
    it(`takes ${key} for no secret`, () => {
      expect(isSecretKey(key)).to.equal(false);
    });
});

describe("mask", () => {
  it("hides secrets by key at any depth, also in lists", () => {
    const value = { a: [{ b: { userPassword: "hunter2" } }], code: 1234, pin: ["1", "2"] };

    expect(mask(value)).to.deep.equal({
      a: [{ b: { userPassword: masked } }],
      code: masked,
      pin: masked,
    });
  });

  it("tells an absent secret from a present one", () => {
    expect(mask({ password: null, token: "x" })).to.deep.equal({ password: null, token: masked });
  });

  it("leaves everything else as it is", () => {
    const value = { entity_id: "light.kitchen", on: true, brightness: 12.5, list: [null, "text"] };

    expect(mask(value)).to.deep.equal(value);
  });

  const hiddenTexts: [string, string][] = [
    ["our tokens", `use ${token} please`],
    ["session tokens", token.replace("vst_", "vss_")],
    ["invitations", token.replace("vst_", "vsi_")],
    ["OAuth tokens", `${token.replace("vst_", "vsa_")} ${token.replace("vst_", "vsr_")}`],
    ["long-lived tokens of Home Assistant", `token ${jwt}`],
    ["what follows Bearer", "Authorization: Bearer abc.def"],
    ["camera tokens", "f".repeat(64)],
    ["passwords in URLs", "rtsp://cam:abc.def@10.0.0.4/live"],
    ["webhooks", "https://home.example/api/webhook/abc.def"],
    ["assignments in texts", "the password is: password=abc.def"],
    ["JSON in texts", '{"api_key": "abc.def"}'],
    ["signed paths", "/api/camera_proxy/camera.x?authSig=abc.def"],
  ];
  for (const [what, text] of hiddenTexts)
    it(`hides ${what} inside a text`, () => {
      const clean = maskText(text);

      expect(clean).to.include(masked);
      for (const secret of [token.slice(4, 20), jwt.slice(24), "abc.def", "f".repeat(20)])
        expect(clean).not.to.include(secret);
    });

  it("hides secrets that stand in a key", () => {
    expect(JSON.stringify(mask({ [token]: 1 }))).not.to.include(token);
  });

  it("hides a secret that lies on the edge of the cut", () => {
    for (let length = 64; length < 140; length += 1) {
      const clean = maskText(`${"x ".repeat(40)}${token} ${"y".repeat(5_000)}`, length);

      expect(clean).not.to.include(token.slice(0, 9));
      expect(clean.length).to.be.at.most(length);
    }
  });

  it("keeps a key named __proto__ a key", () => {
    const result = mask(JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}'));

    expect(JSON.stringify(result)).to.equal('{"__proto__":{"admin":true},"constructor":1}');
    expect(Object.getPrototypeOf(result)).to.equal(Object.prototype);
  });

  it("reads what JSON cannot say", () => {
    const value = {
      big: 1n,
      when: new Date(0),
      never: new Date(NaN),
      run: () => 1,
      mark: Symbol("m"),
    };

    expect(mask(value)).to.deep.equal({
      big: "1",
      when: "1970-01-01T00:00:00.000Z",
      never: null,
      run: undefined,
      mark: "Symbol(m)",
    });
  });

  it("takes own keys only", () => {
    const value: unknown = Object.setPrototypeOf({ own: 2 }, { inherited: 1 });

    expect(mask(value)).to.deep.equal({ own: 2 });
  });
});

describe("maskedJson, over values that are too much", () => {
  const nested = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`) as unknown;
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  const tooMuch: [string, unknown][] = [
    ["10,000 levels", nested],
    ["5 MB of text", { text: "x".repeat(5_000_000) }],
    ["5 MB of keys", Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`k${i}`, i]))],
    ["5 MB of items", Array.from({ length: 1_000_000 }, (_, i) => i)],
    ["a loop", loop],
    ["text that grows when escaped", "\u0000".repeat(16_000)],
    ["a pattern made to be slow", "eyJ-".repeat(4_000) + "a-".repeat(4_000)],
  ];
  for (const [what, value] of tooMuch)
    it(`cuts ${what} and says so`, () => {
      const json = maskedJson(value);

      expect(json.length).to.be.at.most(16_384);
      expect(json).to.include(cut);
      JSON.parse(json);
    });

  it("says null for nothing, and sums nothing up as nothing", () => {
    expect(maskedJson(undefined)).to.equal("null");
    expect(maskedSummary(undefined, 200)).to.equal("");
  });

  it("is valid, short enough and without the secret, whatever comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 8, max: 400 }), (value, length) => {
        const json = maskedJson(
          { value, deep: [{ access_token: "hunter2", text: token }] },
          length,
        );

        JSON.parse(json);
        expect(json.length).to.be.at.most(length);
        expect(json).not.to.match(/hunter2|vst_a/);
      }),
    );
  });

  it("is whole or not at all where a part of it would say something else", () => {
    const whole = { text: "x", pin: "1234" };

    expect(maskedWhole(whole, 100)).to.equal('{"text":"x","pin":"[secret]"}');
    expect(maskedWhole({ text: "x".repeat(200) }, 100)).to.equal(undefined);
    expect(maskedWhole({ text: '"'.repeat(60) }, 100)).to.equal(undefined);
    expect(maskedWhole(undefined, 100)).to.equal(undefined);
  });
});
