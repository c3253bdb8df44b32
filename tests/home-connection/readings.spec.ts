import { expect } from "chai";
import { AppError } from "../../server/errors.ts";
import { toAppError } from "../../server/home/errors.ts";
import { readExposure } from "../../server/home/exposure.ts";
import { readHistory } from "../../server/home/history.ts";
import { readAll } from "../../server/home/readings.ts";
import { readEntries, type Ask } from "../../server/home/registries.ts";
import { readServices } from "../../server/home/services.ts";
import type { Command } from "../../server/home/session.ts";
import { silent } from "./quick-home.ts";

describe("What is read of a home", () => {
  const refuse = (code: string) => toAppError({ code, message: "" }, silent);
  /** Answers by type, and remembers what was asked. */
  const answering = (answers: Readonly<Record<string, unknown>>) => {
    const asked: Command[] = [];
    const ask: Ask = (command) => {
      asked.push(command);
      const answer = answers[command.type] ?? {};
      return answer instanceof AppError ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { ask, asked };
  };

  it("is not the half of it: a refused registry fails the whole", async () => {
    const { ask } = answering({ "config/area_registry/list": refuse("unknown_command") });

    const failure: unknown = await readAll(ask).catch((error: unknown) => error);

    expect(failure).to.have.property("code", "home_refused");
  });

  it("may lack categories, names of services and exposure", async () => {
    const { ask } = answering({
      "config/category_registry/list": refuse("unknown_command"),
      "frontend/get_translations": refuse("unknown_command"),
      "homeassistant/expose_entity/list": refuse("unauthorized"),
      "homeassistant/expose_new_entities/get": refuse("unauthorized"),
      get_services: { light: { turn_on: {} } },
    });

    const { services, categories, exposure } = await readAll(ask);

    expect(services.get("light.turn_on")).to.include({ name: "turn on", description: "" });
    expect(categories.size).to.equal(0);
    expect(exposure).to.deep.equal({ chosen: new Set() });
  });

  it("has services with names from the translations, and the fields of sections", async () => {
    const { ask } = answering({
      get_services: {
        light: {
          turn_on: {
            target: { entity: [{ domain: ["light"] }] },
            fields: {
              brightness: { required: true, selector: { number: { max: 255 } } },
              advanced_fields: { collapsed: true, fields: { flash: {} } },
            },
          },
        },
        weather: { get_forecasts: { fields: {}, response: { optional: false } } },
        calendar: { get_events: { fields: {}, response: { optional: true } } },
        script: { bedtime: { name: "Bedtime", description: "Good night", fields: {} } },
      },
      "frontend/get_translations": {
        resources: {
          "component.light.services.turn_on.name": "Turn on light",
          "component.light.services.turn_on.description": "Turns on.",
          "component.light.services.turn_on.fields.brightness.name": "Brightness",
        },
      },
    });

    const services = await readServices(ask);

    expect(services.get("light.turn_on")).to.deep.equal({
      domain: "light",
      service: "turn_on",
      name: "Turn on light",
      description: "Turns on.",
      target: { entity: [{ domain: ["light"] }] },
      fields: {
        brightness: {
          name: "Brightness",
          description: "",
          required: true,
          selector: { number: { max: 255 } },
        },
        flash: { name: "flash", description: "", required: false },
      },
      response: "none",
    });
    expect(services.get("weather.get_forecasts")).to.include({ response: "only" });
    expect(services.get("calendar.get_events")).to.include({ response: "optional" });
    expect(services.get("script.bedtime")).to.include({
      name: "Bedtime",
      description: "Good night",
    });
  });

  it("has registry entries, in slices, without those that are not there", async () => {
    const ids = Array.from({ length: 2_500 }, (_, index) => `light.x${index}`);
    const { ask, asked } = answering({
      "config/entity_registry/get_entries": {
        "light.x1": {
          entity_id: "light.x1",
          name: null,
          original_name: "Lamp",
          aliases: [null, "Licht"],
          options: { conversation: { should_expose: false } },
          entity_category: "diagnostic",
          hidden_by: "user",
          labels: [],
        },
        "light.x2": null,
      },
    });

    const entries = await readEntries(ask, ids);

    expect(asked).to.have.length(3);
    expect([...entries]).to.deep.equal([
      [
        "light.x1",
        {
          original_name: "Lamp",
          aliases: ["Licht"],
          labels: [],
          category: "diagnostic",
          hidden: true,
          replaced: false,
          exposed: false,
        },
      ],
    ]);
  });

  it("has what is exposed to Assist, and not to others", async () => {
    const { ask } = answering({
      "homeassistant/expose_entity/list": {
        exposed_entities: {
          "light.a": { conversation: true },
          "light.b": { conversation: false },
          "light.c": { "cloud.alexa": true },
        },
      },
      "homeassistant/expose_new_entities/get": { expose_new: false },
    });

    expect(await readExposure(ask)).to.deep.equal({
      chosen: new Set(["light.a"]),
      exposesNew: false,
    });
  });

  describe("of its history", () => {
    const request = { entity_ids: ["light.x"], start: 10_000, end: 20_000 };

    it("has changes of the state only, none before the start", async () => {
      const { ask } = answering({
        "history/history_during_period": {
          "light.x": [
            { s: "on", a: {}, lu: 5, lc: 4 },
            { s: "on", lu: 11 },
            { s: "off", lu: 12.5 },
            { s: "on", lu: 15, lc: 14 },
          ],
        },
      });

      expect((await readHistory(ask, request)).get("light.x")).to.deep.equal([
        { state: "on", at: 10_000 },
        { state: "off", at: 12_500 },
        { state: "on", at: 14_000 },
      ]);
    });

    it("never asks for nobody, which could mean everybody", async () => {
      const { ask, asked } = answering({});

      expect((await readHistory(ask, { ...request, entity_ids: [] })).size).to.equal(0);
      expect(asked).to.deep.equal([]);
    });
  });
});
