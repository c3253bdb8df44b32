import { expect } from "chai";
import { givenBy, refusalOf, serveApi, type ServedApi } from "./served-api.ts";

const fields = `name slug hostname dns description long_description stage repository version
  version_latest update_available protected rating boot_config boot options schema arch machine
  homeassistant url detached available build network network_description host_network host_pid
  host_ipc host_uts host_dbus privileged full_access apparmor icon logo changelog documentation
  stdin hassio_api hassio_role auth_api homeassistant_api gpio usb uart kernel_modules devicetree
  udev docker_api video audio startup services discovery translations ingress signed state webui
  ingress_entry ingress_url ingress_port ingress_panel audio_input audio_output auto_update
  ip_address watchdog devices system_managed system_managed_config_entry advanced`;

describe("What the Supervisor tells an app of itself", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi();
  });
  afterEach(() => served.close());

  const told = async () => givenBy(await served.ask("/addons/self/info"));

  it("has the fields that the Supervisor has", async () => {
    expect(Object.keys(await told())).to.have.members(fields.split(/\s+/));
  });

  it("says who it is and where it is reached", async () => {
    expect(await told()).to.deep.include({
      slug: "local_vestibule",
      hostname: "local-vestibule",
      dns: ["local-vestibule.local.hass.io"],
      repository: "local",
      state: "started",
      ip_address: "172.30.33.5",
      boot: "auto",
      boot_config: "auto",
      ingress_entry: "/api/hassio_ingress/of-ingress",
      ingress_url: "/api/hassio_ingress/of-ingress/",
      ingress_port: 8099,
      rating: 8,
      apparmor: "profile",
    });
  });

  it("knows no address of an app that does not run", async () => {
    served.app.address = undefined;
    expect(await told()).to.include({ ip_address: "0.0.0.0" });
  });

  it("says nothing of Ingress to an app without it", async () => {
    served.app.manifest = { ...served.app.manifest, ingress: false };
    const none = { ingress_entry: null, ingress_url: null, ingress_port: null };
    expect(await told()).to.include({ ...none, ingress_panel: null });
  });

  it("shows each port where the user put it, and the others where they go by themselves", async () => {
    const ports = { "7180/tcp": 7180, "7181/tcp": 7181, "7182/tcp": null };
    served.app.manifest = { ...served.app.manifest, ports };
    served.app.network = { "7180/tcp": null, "9/tcp": 9 };
    const network = { "7180/tcp": null, "7181/tcp": 7181, "7182/tcp": null };
    expect(await told()).to.deep.include({ network });
  });

  it("shows no ports of an app without any", async () => {
    served.app.manifest = { ...served.app.manifest, ports: {} };
    expect(await told()).to.include({ network: null });
  });

  it("shows what the user set over the app's own options", async () => {
    served.app.options = { log_level: "debug" };
    const options = { ...served.app.manifest.options, log_level: "debug" };
    expect(await told()).to.deep.include({ options });
  });

  it("answers by the app's slug as well, where the app may use the API", async () => {
    expect((await served.ask("/addons/local_vestibule/info")).status).to.equal(403);
    served.app.manifest = { ...served.app.manifest, hassio_api: true };
    expect((await served.ask("/addons/local_vestibule/info")).status).to.equal(200);
    const other = await served.ask("/addons/core_ssh/info");
    expect(refusalOf(other)).to.deep.equal([404, "App core_ssh does not exist"]);
  });

  it("tells what it uses of the machine", async () => {
    expect(givenBy(await served.ask("/addons/self/stats"))).to.have.all.keys(
      ...["cpu_percent", "memory_usage", "memory_limit", "memory_percent"],
      ...["network_rx", "network_tx", "blk_read", "blk_write"],
    );
  });
});

describe("What an app changes of itself at the Supervisor", () => {
  let served: ServedApi;
  beforeEach(async () => {
    served = await serveApi({
      schema: { name: "str", level: "int(1,9)?" },
      options: { name: "a" },
    });
  });
  afterEach(() => served.close());

  const change = (body: object) => served.post("/addons/self/options", body);
  const config = () => served.ask("/addons/self/options/config");

  it("replaces its options as a whole, as they were checked", async () => {
    served.app.options = { level: 2 };
    await change({ options: { name: "b", level: "3", colour: "red" } });
    expect(served.app.options).to.deep.equal({ name: "b", level: 3 });
    await change({ options: { name: "c" } });
    expect(served.app.options).to.deep.equal({ name: "c" });
  });

  it("goes back to the app's own options with null", async () => {
    served.app.options = { name: "b" };
    await change({ options: null });
    expect(givenBy(await config())).to.deep.equal({ name: "a" });
  });

  it("refuses wrong options in JSON, and changes nothing else either", async () => {
    const heard = await change({ options: { level: 3 }, watchdog: true });
    const sentence =
      "Missing option 'name' in root in Vestibule (local_vestibule). Got {'level': 3}";
    expect(heard.status).to.equal(400);
    expect(JSON.parse(heard.body)).to.deep.equal({
      result: "error",
      message: `App local_vestibule has invalid options: ${sentence}`,
      error_key: "app_configuration_invalid_error",
      extra_fields: { app: "local_vestibule", validation_error: sentence },
    });
    expect(served.app).to.deep.include({ options: {}, watchdog: false });
  });

  it("changes only what is named", async () => {
    served.app.options = { name: "b" };
    await change({ boot: "manual", auto_update: "yes", watchdog: true, ingress_panel: false });
    expect(served.app).to.deep.include({
      options: { name: "b" },
      bootOnStart: false,
      autoUpdate: true,
      watchdog: true,
      ingressPanel: false,
    });
  });

  it("moves the ports that it has, and back with null", async () => {
    await change({ network: { "7180/tcp": "8180", "9/tcp": 9 } });
    expect(served.app.network).to.deep.equal({ "7180/tcp": 8180 });
    await change({ network: { "7180/tcp": null } });
    expect(served.app.network).to.deep.equal({ "7180/tcp": null });
    await change({ network: null });
    expect(served.app.network).to.deep.equal({});
  });

  it("does not let an app start by itself that must be started by hand", async () => {
    served.app.manifest = { ...served.app.manifest, boot: "manual_only" };
    expect(refusalOf(await change({ boot: "auto" }))).to.deep.equal([
      400,
      "App local_vestibule boot option is set to manual_only so it cannot be changed",
    ]);
  });

  it("reads its options with what it did not set itself", async () => {
    served.app.options = { level: 3 };
    expect(givenBy(await config())).to.deep.equal({ name: "a", level: 3 });
  });

  it("reads no options that are wrong by now", async () => {
    served.app.options = { level: 30 };
    expect(refusalOf(await config())).to.deep.equal([
      400,
      "Invalid configuration data for the app",
    ]);
  });

  it("reads no options of an app by its slug", async () => {
    served.app.manifest = { ...served.app.manifest, hassio_api: true, hassio_role: "manager" };
    const heard = await served.ask("/addons/local_vestibule/options/config");
    expect(refusalOf(heard)).to.deep.equal([403, "This can be only read by the app itself!"]);
  });

  it("restarts and stops", async () => {
    expect(givenBy(await served.post("/addons/self/restart", {}))).to.deep.equal({});
    expect(givenBy(await served.post("/addons/self/stop", {}))).to.deep.equal({});
    expect(served.lifecycle.done).to.deep.equal(["restart", "stop"]);
  });

  it("says why a restart failed", async () => {
    served.lifecycle.fails = "It does not start.";
    const heard = await served.post("/addons/self/restart", {});
    expect(refusalOf(heard)).to.deep.equal([400, "It does not start."]);
  });

  it("sets no options of the system, which is for Home Assistant alone", async () => {
    const heard = await served.post("/addons/self/sys_options", { system_managed: true });
    expect([heard.status, heard.body]).to.deep.equal([403, "403: Forbidden"]);
  });
});
