import { expect } from "chai";
import type { Call, Gateway, Outcome } from "../../server/gateway/call.ts";
import { startDoors, type Doors } from "../support/doors.ts";
import { inSession, modern, openSession, post, type RawRequest } from "../support/raw-mcp.ts";
import { until } from "../support/until.ts";

/** An acting tool as doors see it: what they pass on does not depend on what it does. */
const ringBell = {
  ...{
    name: "ring_bell",
    title: "Switch",
    description: "Turns things on or off.",
    toolset: "control",
  },
  ...{ effect: "execute" as const, decision: "confirm" as const },
  inputSchema: { type: "object", properties: { target: { type: "string" } } },
  outputSchema: { type: "object", properties: {} },
  outputOutline: { type: "object", properties: {} },
};

describe("what doors pass on of an act", () => {
  let doors: Doors;
  let secret: string;
  /** Calls of ring_bell, newest last, and what each of them is answered. */
  const calls: Call[] = [];
  let answer: (call: Call) => Promise<Outcome>;

  const decision = { kind: "allow", rule: "role resident" } as const;
  const limit = { limit: 100, remaining: 99, resetMs: 1000 };
  const done: Outcome = {
    ...{ ok: true as const, callId: "vst-1-00000001", decision, result: {}, json: "{}", limit },
  };
  const refused: Outcome = {
    ...{ ok: false as const, callId: "vst-1-00000001", limit },
    failure: { code: "home_refused", message: "The home refused." },
  };

  const between = (road: Gateway): Gateway => ({
    ...road,
    visibleTools: (rights) => [...road.visibleTools(rights), ringBell],
    call: (call) => {
      if (call.tool !== ringBell.name) return road.call(call);
      calls.push(call);
      return answer(call);
    },
  });

  before(async () => {
    doors = await startDoors({ between });
    secret = doors.people.resident.secret;
  });
  after(() => doors.close());
  beforeEach(() => {
    calls.length = 0;
    answer = () => Promise.resolve(done);
  });

  describe("at REST", () => {
    const act = (headers: Record<string, string> = {}) =>
      doors.http
        .post("/rest/ring_bell")
        .auth(secret, { type: "bearer" })
        .set(headers)
        .send({ target: "lamp" });

    it("is its idempotency key, if it has one", async () => {
      await act({ "Idempotency-Key": "4f9a-~!" });
      await act();

      expect(calls.map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal([
        ...["4f9a-~!", undefined],
      ]);
    });

    for (const [what, key] of Object.entries({
      "a space": "two words",
      "nothing in it": "",
      "256 characters": "k".repeat(256),
      "another alphabet": "cl\u00e9",
    }))
      it(`is nothing of a key with ${what}: that is refused and written down`, async () => {
        const answered = await act({ "Idempotency-Key": key });
        const { status, headers } = answered;

        expect(status).to.equal(422);
        expect(answered).to.have.nested.property("body.detail.code", "invalid_input");
        expect(calls).to.deep.equal([]);
        const [entry] = await doors.journal();
        expect(entry).to.include({
          id: headers["x-call-id"],
          tool: "ring_bell",
          status: "refused",
        });
      });

    it("is marked when it was done before, and only then", async () => {
      const first = await act();
      answer = () => Promise.resolve({ ...done, repeated: true });
      const again = await act();
      answer = () => Promise.resolve({ ...refused, repeated: true });
      const failed = await act();

      expect(first.headers).to.not.have.property("idempotency-replayed");
      expect(again.headers).to.include({ "idempotency-replayed": "true" });
      expect(failed.headers).to.include({ "idempotency-replayed": "true" });
    });

    it("is in the OpenAPI document, for tools that act alone", async () => {
      const answered = await doors.http.get("/rest/openapi.json").auth(secret, { type: "bearer" });

      const body = answered.body as unknown;
      const parameters = "paths./ring_bell.post.parameters[0]";
      expect(body).to.have.nested.property(`${parameters}.$ref`).that.includes("Idempotency-Key");
      expect(body).to.not.have.nested.property("paths./whoami.post.parameters");
      expect(body).to.have.nested.property("components.parameters.Idempotency-Key.in", "header");
    });

    it("ends with the connection of its caller", async () => {
      answer = hang;
      const leaving = new AbortController();
      const request = fetch(`${doors.url}/rest/ring_bell`, {
        method: "POST",
        headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
        body: "{}",
        signal: leaving.signal,
      }).catch(() => undefined);
      await until("the call", () => Promise.resolve(calls.length === 1));

      leaving.abort();

      await until("its end", () => Promise.resolve(calls[0]?.signal.aborted === true));
      await request;
    });
  });

  const eras: Record<string, (method: string, params: object) => Promise<RawRequest>> = {
    "2025": async (method, params) =>
      inSession(secret, await openSession(doors.url, secret), method, params),
    "2026": (method, params) => {
      const request = modern(secret, method, params);
      return Promise.resolve({ ...request, body: withMeta(request.body, params) });
    },
  };

  for (const [era, request] of Object.entries(eras))
    describe(`at MCP in ${era}`, () => {
      const act = async (meta?: object) =>
        post(
          doors.url,
          await request("tools/call", {
            ...{ name: "ring_bell", arguments: { target: "lamp" } },
            ...(meta === undefined ? {} : { _meta: meta }),
          }),
        );

      it("is its idempotency key, if it has one", async () => {
        await act({ "vestibule/idempotency_key": "4f9a-~!" });
        await act();

        expect(calls.map(({ idempotencyKey }) => idempotencyKey)).to.deep.equal([
          ...["4f9a-~!", undefined],
        ]);
      });

      for (const key of ["two words", "", "k".repeat(256), 7, null])
        it(`is nothing of the key ${JSON.stringify(key).slice(0, 12)}: that is refused and written down`, async () => {
          const { message } = await act({ "vestibule/idempotency_key": key });

          expect(message.error).to.include({ code: -32_602 });
          expect(message.error?.message).to.include("idempotency_key");
          expect(calls).to.deep.equal([]);
          const [entry] = await doors.journal();
          expect(entry).to.include({ tool: "ring_bell", error_code: "invalid_input" });
        });

      it("is marked when it was done before, and only then", async () => {
        const first = await act();
        answer = () => Promise.resolve({ ...done, repeated: true });
        const again = await act();
        answer = () => Promise.resolve({ ...refused, repeated: true });
        const failed = await act();

        const markOf = ({ message }: typeof first) => {
          const meta = message.result?.["_meta"] as Record<string, unknown> | undefined; // what the spec looks at
          return meta?.["vestibule/repeated"];
        };
        expect([first, again, failed].map(markOf)).to.deep.equal([undefined, true, true]);
        expect(failed.message.result).to.have.nested.property("_meta.vestibule/failure.code");
      });

      it("is listed with what its rights say of it, and as not harmless to repeat", async () => {
        const { message } = await post(doors.url, await request("tools/list", {}));

        const tools = message.result?.["tools"] as Record<string, unknown>[]; // what the spec looks at
        const listed = tools.find(({ name }) => name === "ring_bell");
        expect(listed).to.deep.include({ _meta: { "vestibule/decision": "confirm" } });
        expect(listed?.["annotations"]).to.include({ readOnlyHint: false, idempotentHint: false });
      });
    });

  it("ends when the client of the 2025 era cancels it", async () => {
    answer = hang;
    const session = await openSession(doors.url, secret);
    const call = inSession(secret, session, "tools/call", { name: "ring_bell", arguments: {} });
    const leaving = new AbortController();
    const pending = send(call, leaving.signal);
    await until("the call", () => Promise.resolve(calls.length === 1));

    await send({
      ...call,
      body: {
        ...{ jsonrpc: "2.0", method: "notifications/cancelled" },
        params: { requestId: "a string" },
      },
    });

    await until("its end", () => Promise.resolve(calls[0]?.signal.aborted === true));
    leaving.abort();
    await pending;
  });

  it("ends when the client of the 2026 era goes away", async () => {
    answer = hang;
    const leaving = new AbortController();
    const call = modern(secret, "tools/call", { name: "ring_bell", arguments: {} });
    const pending = send(call, leaving.signal);
    await until("the call", () => Promise.resolve(calls.length === 1));

    leaving.abort();

    await until("its end", () => Promise.resolve(calls[0]?.signal.aborted === true));
    await pending;
  });

  /** Answers when the call is given up. */
  function hang({ signal }: Call): Promise<Outcome> {
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(refused), { once: true });
    });
  }

  const send = (request: RawRequest, signal?: AbortSignal) =>
    fetch(`${doors.url}/mcp`, {
      method: "POST",
      headers: {
        ...{ Authorization: `Bearer ${request.secret}`, "Content-Type": "application/json" },
        ...{ Accept: "application/json, text/event-stream", ...request.headers },
      },
      body: JSON.stringify(request.body),
      ...(signal === undefined ? {} : { signal }),
    }).catch(() => undefined);
});

/** The envelope of the modern era, and beside it what the caller put into it. */
function withMeta(body: unknown, params: object): unknown {
  const message = body as { params: { _meta: object } }; // made by modern()
  const meta = "_meta" in params ? (params._meta as object) : {};
  return { ...message, params: { ...message.params, _meta: { ...message.params._meta, ...meta } } };
}
