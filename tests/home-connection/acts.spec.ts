import { expect } from "chai";
import { createDemoHome, type DemoHome } from "../../server/demo/demo-home.ts";
import { AppError } from "../../server/errors.ts";
import { isFateUnknown, toAppError } from "../../server/home/errors.ts";
import type { Home, ServiceCall } from "../../server/home/home.ts";
import { until } from "../support/until.ts";
import { closeHomes, quickHome, readyHome, silent } from "./quick-home.ts";

describe("An act in a home", () => {
  let demo: DemoHome;

  beforeEach(async () => {
    demo = await createDemoHome();
  });

  afterEach(async () => {
    await closeHomes();
    await demo.close();
  });

  const lamp = "light.floor_lamp";
  const switchLamp: ServiceCall = { service: "light.toggle", entity_ids: [lamp], data: {} };
  const act = (home: Home, call: ServiceCall = switchLamp, signal = new AbortController().signal) =>
    home.callService(call, signal);
  const refusalOf = async (acting: Promise<unknown>): Promise<AppError> => {
    const error = await acting.catch((thrown: unknown) => thrown);
    if (!(error instanceof AppError)) throw new Error(`no AppError: ${String(error)}`);
    return error;
  };
  const sent = () => demo.commands.filter(({ type }) => type === "call_service");

  it("is done, and answers what it caused", async () => {
    const home = await readyHome(demo);
    const { state } = demo.state(lamp);

    const { context_id, response } = await act(home);

    expect(demo.state(lamp).state).not.to.equal(state);
    expect(demo.state(lamp).context.id).to.equal(context_id);
    expect(response).to.equal(undefined);
  });

  it("says what it was given, and aims at entities only", async () => {
    const home = await readyHome(demo);

    await act(home, { service: "light.turn_on", entity_ids: [lamp], data: { brightness_pct: 40 } });

    const { id, ...message } = sent()[0]?.message ?? {};
    expect(id).to.be.a("number");
    expect(message).to.deep.equal({
      type: "call_service",
      domain: "light",
      service: "turn_on",
      service_data: { brightness_pct: 40 },
      target: { entity_id: [lamp] },
    });
  });

  it("has no target when it is about no entity", async () => {
    const home = await readyHome(demo);
    const data = { message: "Dinner" };

    await act(home, { service: "persistent_notification.create", entity_ids: [], data });

    expect(sent()[0]?.message).not.to.have.property("target");
  });

  it("brings the answer of a service that has one", async () => {
    const home = await readyHome(demo);
    const [weather = ""] = [...demo.states.keys()].filter((id) => id.startsWith("weather."));

    const { response } = await act(home, {
      service: "weather.get_forecasts",
      entity_ids: [weather],
      data: { type: "daily" },
      wantsResponse: true,
    });

    expect(response).to.have.property(weather);
  });

  describe("that was surely not sent", () => {
    it("can be tried again: the home is away", async () => {
      const home = await readyHome(demo);
      await demo.refuse("connection");
      demo.drop();
      await until("the drop", () => home.status().state === "away");

      const error = await refusalOf(act(home));

      expect(error.code).to.equal("home_unreachable");
      expect(isFateUnknown(error)).to.equal(false);
      expect(error.details).to.have.property("retry_after_ms");
    });

    it("can be tried again: nobody waits for it any more", async () => {
      const home = await readyHome(demo);

      const error = await refusalOf(act(home, switchLamp, AbortSignal.abort()));

      expect(error.code).to.equal("home_unreachable");
      expect(isFateUnknown(error)).to.equal(false);
      expect(sent()).to.have.length(0);
    });

    it("can be tried again: the home is given a moment", async () => {
      const home = await readyHome(demo, { timings: { commandMs: 150, breakMs: 60_000 } });
      demo.hang(true);
      const never = new AbortController().signal;
      const ask = () =>
        home.history({ entity_ids: [lamp], start: 0, end: 1 }, never).catch(() => undefined);
      while (home.status().breaker !== "open") await ask();

      const error = await refusalOf(act(home));

      expect(isFateUnknown(error)).to.equal(false);
      expect(error.code).to.equal("home_unreachable");
      expect(sent()).to.have.length(0);
    });
  });

  describe("that was sent and not answered", () => {
    const expectUnknown = (error: AppError) => {
      expect(error.code).to.equal("home_unreachable");
      expect(isFateUnknown(error)).to.equal(true);
      expect(error.message).to.equal(
        "Home Assistant was asked and has not answered: whether it was done is not known.",
      );
      expect(error.details?.retry_after_ms).to.equal(undefined);
      expect(sent()).to.have.length(1);
    };

    it("is of unknown fate when the connection is lost", async () => {
      const home = await readyHome(demo);
      demo.loseAnswer("light.toggle", "drop");
      const { state } = demo.state(lamp);

      expectUnknown(await refusalOf(act(home)));
      expect(demo.state(lamp).state).not.to.equal(state);
    });

    it("is of unknown fate when the answer takes too long", async () => {
      const home = await readyHome(demo, { timings: { actMs: 30 } });
      demo.loseAnswer("light.toggle", true);

      expectUnknown(await refusalOf(act(home)));
    });

    it("is of unknown fate when the caller leaves", async () => {
      const home = await readyHome(demo);
      demo.loseAnswer("light.toggle", true);
      const caller = new AbortController();

      const acting = refusalOf(act(home, switchLamp, caller.signal));
      await until("it is sent", () => sent().length === 1);
      caller.abort();

      expectUnknown(await acting);
    });

    it("is of unknown fate when Vestibule stops", async () => {
      const home = await readyHome(demo);
      demo.loseAnswer("light.toggle", true);

      const acting = refusalOf(act(home));
      await until("it is sent", () => sent().length === 1);
      await home.close();

      expectUnknown(await acting);
    });

    it("is never sent again, also not in the next session", async () => {
      const home = await readyHome(demo);
      demo.loseAnswer("light.toggle", "drop");

      await refusalOf(act(home));
      await until("a new session", () => home.status().reconnects === 1);
      await until("the home", () => home.status().state === "ready");

      expect(sent()).to.have.length(1);
    });

    it("does not count against the home", async () => {
      const home = await readyHome(demo, { timings: { actMs: 10, breakMs: 60_000 } });
      demo.loseAnswer("light.toggle", true);

      for (let i = 0; i < 8; i++) await refusalOf(act(home));

      expect(home.status().breaker).to.equal("closed");
    });
  });

  it("may take longer than a look", async () => {
    const home = await readyHome(demo, { timings: { commandMs: 700, actMs: 5_000 } });
    demo.blockService("light.toggle", 900);

    expect((await act(home)).context_id).to.equal(demo.state(lamp).context.id);
  });

  it("is refused at once when Vestibule has stopped", async () => {
    const home = quickHome(demo);
    await home.close();

    expect((await refusalOf(act(home))).code).to.equal("home_unreachable");
  });

  describe("that the home refuses", () => {
    it("is told in our words: the service is gone", async () => {
      const home = await readyHome(demo);

      const error = await refusalOf(act(home, { ...switchLamp, service: "lights.toggle" }));

      expect(error).to.include({
        code: "not_found",
        message: "Home Assistant has no such service.",
      });
      expect(isFateUnknown(error)).to.equal(false);
    });

    const refusals: readonly (readonly [string, object, string, RegExp])[] = [
      [
        "a wrong value",
        { code: "service_validation_error", message: "Option 4711 is not valid" },
        "home_refused",
        /does not accept this with these values/,
      ],
      [
        "a value outside",
        { code: "service_validation_error", message: "4711", translation_key: "temp_out_of_range" },
        "home_refused",
        /temperature is outside/,
      ],
      [
        "an option that is not there",
        { code: "service_validation_error", message: "4711", translation_key: "not_valid_option" },
        "home_refused",
        /option is not one/,
      ],
      [
        "no right inside the service",
        { code: "home_assistant_error", message: "Unauthorized" },
        "home_refused",
        /does not allow this to Vestibule's token/,
      ],
      [
        "a failure of the device",
        { code: "home_assistant_error", message: "Device 4711 failed" },
        "home_refused",
        /device or its integration reported a failure/,
      ],
      [
        "a malformed request",
        { code: "invalid_format", message: "expected int. Got 4711" },
        "home_refused",
        /did not understand/,
      ],
      ["the home gave up", { code: "timeout", message: "4711" }, "home_refused", /took too long/],
      [
        "a key that is a property of all objects",
        { code: "constructor", message: "4711", translation_key: "toString" },
        "home_refused",
        /refused the request/,
      ],
    ];
    for (const [what, refusal, code, sentence] of refusals)
      it(`is told in our words: ${what}`, () => {
        const error = toAppError(refusal, silent);

        expect(error.code).to.equal(code);
        expect(error.message).to.match(sentence);
        expect(JSON.stringify([error.message, error.hint, error.cause])).not.to.contain("4711");
      });
  });
});
