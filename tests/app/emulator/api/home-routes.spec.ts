import { expect } from "chai";
import { givenBy, refusalOf, serveApi, type ServedApi } from "./served-api.ts";

const mqtt = {
  addon: "core_mosquitto",
  host: "core-mosquitto",
  port: 1883,
  username: "addons",
  password: "secret",
  ssl: false,
  protocol: "3.1.1",
} as const;

describe("What the Supervisor tells an app of the house", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi();
  });
  afterEach(() => served.close());

  const allow = (more: object) => {
    served.app.manifest = { ...served.app.manifest, ...more };
  };

  it("tells every app what runs here", async () => {
    expect(givenBy(await served.ask("/info"))).to.include({
      supervisor: "2026.08.0",
      homeassistant: "2026.11.1",
      hostname: "homeassistant",
      arch: "amd64",
      state: "running",
      channel: "stable",
      timezone: "Etc/UTC",
    });
  });

  for (const path of ["/core/info", "/network/info", "/host/info", "/os/info", "/backups/info"])
    it(`answers ${path} only to an app that may use the API`, async () => {
      const before = await served.ask(path);
      expect([before.status, before.body]).to.deep.equal([403, "403: Forbidden"]);
      allow({ hassio_api: true });
      expect(givenBy(await served.ask(path))).not.to.deep.equal({});
    });

  it("tells where Home Assistant is, which need not be port 8123", async () => {
    allow({ hassio_api: true });
    expect(givenBy(await served.ask("/core/info"))).to.include({
      version: "2026.11.1",
      ip_address: "172.30.32.1",
      port: 80,
      ssl: false,
    });
  });

  it("tells how the house is connected", async () => {
    allow({ hassio_api: true });
    const docker = {
      interface: "hassio",
      address: "172.30.32.0/23",
      gateway: "172.30.32.1",
      dns: "172.30.32.3",
    };
    expect(givenBy(await served.ask("/network/info"))).to.deep.include({ docker });
  });

  it("tells which services there are", async () => {
    served.machine.mqtt = mqtt;
    allow({ services: ["mysql:provide"] });
    expect(givenBy(await served.ask("/services"))).to.deep.equal({
      services: [
        { slug: "mqtt", available: true, providers: [] },
        { slug: "mysql", available: false, providers: ["local_vestibule"] },
      ],
    });
  });

  it("tells an app that declared it where MQTT is", async () => {
    served.machine.mqtt = mqtt;
    allow({ services: ["mqtt:want"] });
    expect(givenBy(await served.ask("/services/mqtt"))).to.deep.equal(mqtt);
  });

  it("tells no other app where MQTT is", async () => {
    served.machine.mqtt = mqtt;
    const heard = await served.ask("/services/mqtt");
    expect(refusalOf(heard)).to.deep.equal([403, "No access to mqtt service!"]);
  });

  it("says that nobody provides MQTT", async () => {
    allow({ services: ["mqtt:want"] });
    const heard = await served.ask("/services/mqtt");
    expect(refusalOf(heard)).to.deep.equal([400, "Service not enabled"]);
  });

  it("knows no other services", async () => {
    const heard = await served.ask("/services/pigeons");
    expect(refusalOf(heard)).to.deep.equal([404, "Service does not exist"]);
  });

  it("opens no Ingress session for an app, whatever its role", async () => {
    allow({ hassio_api: true, hassio_role: "admin" });
    const heard = await served.post("/ingress/session", {});
    expect([heard.status, heard.body]).to.deep.equal([401, "401: Unauthorized"]);
  });
});

describe("What an app announces to Home Assistant", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi({ discovery: ["mcp"] });
  });
  afterEach(() => served.close());

  const url = "http://local-vestibule:7180/mcp";
  const announce = (config: object = { url }) =>
    served.post("/discovery", { service: "mcp", config });
  const uuidOf = async (config?: object) => String(givenBy(await announce(config))["uuid"]);

  it("gets a uuid", async () => {
    const uuid = await uuidOf();
    expect(uuid).to.match(/^[0-9a-f]{32}$/);
    expect(served.api.discovery.messages()).to.deep.equal([
      { uuid, addon: "local_vestibule", service: "mcp", config: { url } },
    ]);
  });

  it("is pushed once, however often it is said", async () => {
    const uuid = await uuidOf();
    expect(await uuidOf()).to.equal(uuid);
    expect(served.api.discovery.pushes()).to.deep.equal([{ command: "post", uuid }]);
  });

  it("keeps its uuid with another config, and is pushed again", async () => {
    const uuid = await uuidOf();
    expect(await uuidOf({ url: `${url}2` })).to.equal(uuid);
    expect(served.api.discovery.find(uuid)?.config).to.deep.equal({ url: `${url}2` });
    expect(served.api.discovery.pushes()).to.have.lengthOf(2);
  });

  it("is refused for a service that the manifest does not name", async () => {
    const heard = await served.post("/discovery", { service: "mqtt", config: {} });
    expect(refusalOf(heard)).to.deep.equal([
      403,
      "Apps must list services they provide via discovery in their config!",
    ]);
  });

  it("is refused without a config", async () => {
    const heard = await served.post("/discovery", { service: "mcp" });
    expect(refusalOf(heard)).to.deep.equal([
      400,
      "required key not provided @ data['config']. Got None",
    ]);
  });

  it("reaches Home Assistant only while the app runs", async () => {
    const uuid = await uuidOf();
    served.app.state = "startup";
    expect(served.api.discovery.seenByCore()).to.deep.equal([]);
    served.app.state = "started";
    expect(served.api.discovery.seenByCore().map((message) => message.uuid)).to.deep.equal([uuid]);
  });

  it("is not pushed while Home Assistant is down, and is there when it asks", async () => {
    served.machine.coreIsUp = false;
    await announce();
    expect(served.api.discovery.pushes()).to.deep.equal([]);
    expect(served.api.discovery.seenByCore()).to.have.lengthOf(1);
  });

  it("is taken back by its uuid", async () => {
    const uuid = await uuidOf();
    await served.ask(`/discovery/${uuid}`, { method: "DELETE" });
    expect(served.api.discovery.messages()).to.deep.equal([]);
    expect(served.api.discovery.pushes().at(-1)).to.deep.equal({ command: "delete", uuid });
  });

  it("is not there to be taken back twice", async () => {
    const heard = await served.ask("/discovery/0123", { method: "DELETE" });
    expect(refusalOf(heard)).to.deep.equal([404, "Discovery message not found"]);
  });

  it("is never taken back by another app", async () => {
    const { uuid } = served.api.discovery.announce({
      addon: "core_mosquitto",
      service: "mqtt",
      config: {},
    });
    const heard = await served.ask(`/discovery/${uuid}`, { method: "DELETE" });
    expect(refusalOf(heard)).to.deep.equal([403, "Can't remove discovery message"]);
  });

  it("is read by Home Assistant alone", async () => {
    const uuid = await uuidOf();
    for (const path of ["/discovery", `/discovery/${uuid}`]) {
      const heard = await served.ask(path);
      expect([heard.status, heard.body], path).to.deep.equal([401, "401: Unauthorized"]);
    }
  });
});
