import { expect } from "chai";
import { startDoors, type Doors } from "../support/doors.ts";
import { promise } from "../support/promise.ts";

describe("REST door", () => {
  let doors: Doors;
  let secret: string;

  before(async () => {
    doors = await startDoors();
    secret = doors.people.resident.secret;
  });
  after(() => doors.close());

  const post = (tool: string, body?: object) => {
    const request = doors.http.post(`/rest/${tool}`).auth(secret, { type: "bearer" });
    return body === undefined ? request : request.send(body);
  };

  describe("calling a tool", () => {
    it("answers the result itself, where to find the call, and what is left of the minute", async () => {
      const answer = await post("whoami").set("User-Agent", "spec/1");

      expect(answer.status).to.equal(200);
      expect(answer.body).to.include({ user: "resident", role: "resident", door: "rest" });
      expect(answer.headers["ratelimit-policy"]).to.equal('"calls";q=100000;w=60');
      expect(answer.headers["ratelimit"]).to.match(/^"calls";r=\d+;t=\d+$/);
      const [entry] = await doors.journal();
      expect(entry).to.include({
        ...{ id: answer.headers["x-call-id"], tool: "whoami", door: "rest", status: "completed" },
        ...{ username: "resident", token_name: "laptop", client: "spec/1", address: "127.0.0.1" },
      });
    });

    it("passes the arguments on", async () => {
      const answer = await post("find_entities", { text: "kitchen light" });

      expect(answer.status).to.equal(200);
      expect(answer.text).to.include("light.kitchen");
    });

    promise("scope.unseen", "a guest at REST", async () => {
      const asked = { entities: ["alarm_control_panel.house_alarm"] };
      const resident = await post("get_entity", asked);
      const guest = await doors.http
        .post("/rest/get_entity")
        .auth(doors.people.guest.secret, { type: "bearer" })
        .send(asked);

      expect(resident.status).to.equal(200);
      expect(guest.status).to.equal(404);
      expect(guest).to.have.nested.property("body.detail.code", "not_found");
      const callId = guest.headers["x-call-id"];
      expect(guest).to.have.nested.property("body.detail.call_id", callId);
    });

    promise("audit.every-call", "a wrong method and a wrong path at REST", async () => {
      const got = await doors.http.get("/rest/whoami").auth(secret, { type: "bearer" });
      const deep = await post("a/b", {});

      expect(got.status).to.equal(405);
      expect(deep.status).to.equal(404);
      await doors.http.post("/rest/%ff").auth(secret, { type: "bearer" });
      await doors.http.get("/api/nothing").auth(secret, { type: "bearer" });
      const entries = (await doors.journal()).slice(0, 4).reverse();
      expect(entries.map(({ tool }) => tool)).to.deep.equal([
        ...["whoami", "a/b", "/rest/%ff", "/api/nothing"],
      ]);
      for (const entry of entries)
        expect(entry).to.include({ status: "refused", username: "resident" });
    });

    it("says when to come back after the calls of a minute are used up", async () => {
      const { token, secret: slow } = await doors.access.tokens.create(
        doors.people.viewer.user.id,
        {
          ...{ name: "slow", rights: "same", calls_per_minute: 1 },
        },
      );
      const call = () => doors.http.post("/rest/whoami").auth(slow, { type: "bearer" });

      await call();
      const refused = await call();

      expect(token.calls_per_minute).to.equal(1);
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers["retry-after"])).to.be.within(1, 60);
      expect(refused.headers["ratelimit"]).to.match(/^"calls";r=0;t=\d+$/);
      expect(refused).to.have.nested.property("body.detail.code", "too_many_calls");
    });
  });

  describe("in mcpo's words", () => {
    it("misses the Authorization header", async () => {
      const answer = await doors.http.post("/rest/whoami");

      expect(answer.status).to.equal(401);
      expect(answer.headers["www-authenticate"]).to.equal("Bearer");
      expect(answer).to.have.nested.property(
        "body.detail",
        "Missing or invalid Authorization header",
      );
      expect(answer).to.have.nested.property("body.hint").that.includes("Bearer");
    });

    it("does not know the key", async () => {
      const answer = await doors.http.post("/rest/whoami").auth("wrong", { type: "bearer" });

      expect(answer.status).to.equal(401);
      expect(answer).to.have.nested.property("body.detail", "Invalid API key");
      expect(answer.headers["www-authenticate"]).to.include("invalid_token");
    });

    it("does not find a tool, be it called or looked at, and writes the call down", async () => {
      const called = await post("open_sesame", {});
      const looked = await doors.http.get("/rest/open_sesame").auth(secret, { type: "bearer" });
      const deeper = await doors.http.get("/rest/whoami/more").auth(secret, { type: "bearer" });

      for (const answer of [called, looked, deeper]) {
        expect(answer.status).to.equal(404);
        expect(answer).to.have.nested.property("body.detail", "Not Found");
        expect(answer).to.have.nested.property("body.hint").that.is.a("string");
      }
      const entries = (await doors.journal()).slice(0, 3);
      expect(entries.map(({ tool }) => tool)).to.deep.equal([
        ...["whoami/more", "open_sesame", "open_sesame"],
      ]);
      for (const entry of entries)
        expect(entry).to.include({ status: "refused", error_code: "not_found" });
    });

    it("allows no method but POST on a tool", async () => {
      for (const method of ["get", "put", "patch", "delete", "options"] as const) {
        const answer = await doors.http[method]("/rest/whoami").auth(secret, { type: "bearer" });

        expect(answer.status, method).to.equal(405);
        expect(answer.headers["allow"]).to.equal("POST");
        expect(answer).to.have.nested.property("body.detail", "Method Not Allowed");
      }
    });

    it("wants a body for a tool with arguments, be they all optional", async () => {
      const answer = await post("find_entities");

      expect(answer.status).to.equal(422);
      expect(answer.body).to.deep.include({
        detail: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }],
      });
    });

    it("says which argument is wrong, and what it was", async () => {
      const answer = await post("find_entities", { text: "lamp", limit: "many", colour: "red" });

      expect(answer.status).to.equal(422);
      const rows = (answer.body as { detail: Record<string, unknown>[] }).detail;
      const wrong = ["limit", "colour"].map((name) => ["body", name]);
      expect(rows.map(({ loc }) => loc)).to.have.deep.members(wrong);
      expect(rows[0]).to.include({ type: "value_error", input: "many" });
      expect(rows[0]?.["msg"]).to.be.a("string");
    });
  });

  describe("compatible with mcpo", () => {
    let compatible: Doors;

    before(async () => {
      compatible = await startDoors({ mcpo_compatible: true });
    });
    after(() => compatible.close());

    it("answers a wrong key with 403 and nothing but the text", async () => {
      const answer = await compatible.http.post("/rest/whoami").auth("wrong", { type: "bearer" });

      expect(answer.status).to.equal(403);
      expect(answer.body).to.deep.equal({ detail: "Invalid API key" });
    });

    it("drops unknown fields and nulls, and reads numbers from text", async () => {
      const answer = await compatible.http
        .post("/rest/find_entities")
        .auth(compatible.people.resident.secret, { type: "bearer" })
        .send({ text: "lamp", colour: "red", area: null, limit: "3" });

      expect(answer.status).to.equal(200);
      expect(answer).to.have.nested.property("body.entities").with.lengthOf(3);
    });

    it("answers exactly what mcpo answers for what is not there", async () => {
      const call = (path: string) =>
        compatible.http
          .get(path)
          .auth(compatible.people.resident.secret, { type: "bearer" })
          .then(({ body }) => body as unknown);

      expect(await call("/rest/nothing")).to.deep.equal({ detail: "Not Found" });
      expect(await call("/rest/whoami")).to.deep.equal({ detail: "Method Not Allowed" });
    });
  });

  describe("bad input", () => {
    const deep = (levels: number) => `{"text":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const cases = [
      ["what is not JSON", "{text: lamp}", 400],
      ["half of a JSON", '{"text":', 400],
      ["a list instead of an object", "[]", 422],
      ["a word instead of an object", '"lamp"', 422],
      ["null instead of an object", "null", 422],
      ["wrong types", '{"text":{"a":1}}', 422],
      ["extra fields", '{"nonsense":1}', 422],
      ["a prototype as a field", '{"__proto__":{"admin":true},"constructor":1}', 422],
      ["deep nesting", deep(100), 422],
      ["nesting that would break a parser", deep(200_000), 422],
      ["five megabytes", `{"text":"${"a".repeat(5_000_000)}"}`, 413],
    ] as const;

    for (const [what, body, status] of cases)
      it(`refuses ${what} with ${status} and a hint, and writes it down`, async () => {
        const answer = await post("find_entities").type("json").send(body);

        expect(answer.status).to.equal(status);
        expect(answer.text).to.match(/"hint":"[A-Z]/);
        const [entry] = await doors.journal();
        expect(entry?.id).to.equal(answer.headers["x-call-id"]);
        expect(entry).to.include({
          ...{ tool: "find_entities", username: "resident" },
          ...{ status: "refused", error_code: "invalid_input" },
        });
      });

    it("refuses what does not call itself JSON with 415", async () => {
      const form = await post("find_entities").type("form").send({ text: "lamp" });
      const charset = await post("find_entities")
        .set("Content-Type", "application/jsonp")
        .send("{}");

      expect(form.status).to.equal(415);
      expect(form.text).to.include("application/json");
      expect(charset.status).to.equal(415);
    });

    it("refuses an entity that is not there with the nearest names", async () => {
      const answer = await post("get_entity", { entities: ["light.kitchn"] });

      expect(answer.status).to.equal(404);
      expect(answer).to.have.nested.property("body.detail.code", "not_found");
      expect(answer).to.have.nested.property("body.detail.candidates").that.is.not.empty;
    });

    it("refuses a path that cannot be decoded", async () => {
      const answer = await post("%E0%A4%A", {});

      expect(answer.status).to.equal(400);
      expect(answer).to.have.nested.property("body.detail.hint").that.is.a("string");
    });
  });

  describe("OpenAPI document", () => {
    const documentOf = async (bearer: string) => {
      const answer = await doors.http.get("/rest/openapi.json").auth(bearer, { type: "bearer" });
      expect(answer.status).to.equal(200);
      return answer.body as {
        openapi: string;
        servers: unknown;
        paths: Record<string, { post: { operationId: string; requestBody: unknown } }>;
        components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
      };
    };

    it("lists the tools of the token, and no other", async () => {
      const { secret: poor } = await doors.access.tokens.create(doors.people.resident.user.id, {
        name: "poor",
      });

      const own = await documentOf(secret);
      const none = await documentOf(poor);

      expect(Object.keys(own.paths)).to.include("/find_entities");
      expect(Object.keys(none.paths)).to.deep.equal(["/whoami"]);
      expect(JSON.stringify(none)).not.to.include("find_entities");
    });

    it("names operations and models as mcpo does", async () => {
      const { openapi, servers, paths, components } = await documentOf(secret);

      expect(openapi).to.equal("3.1.0");
      expect(servers).to.deep.equal([{ url: "/rest" }]);
      expect(paths["/whoami"]?.post.operationId).to.equal("tool_whoami_post");
      expect(components.schemas).to.include.keys(
        ...["whoami_form_model", "whoami_response_model", "HTTPValidationError"],
      );
    });

    it("keeps choices and bounds", async () => {
      const { components } = await documentOf(secret);

      const order = components.schemas["find_entities_form_model"]?.properties?.["order"];
      expect(order).to.deep.include({ type: "string", enum: ["lowest", "highest", "latest"] });
    });

    it("is not shown to who has no token", async () => {
      const answer = await doors.http.get("/rest/openapi.json");

      expect(answer.status).to.equal(401);
    });
  });
});
