// /addons: what an app asks and changes of itself.
import { readBytes } from "../../../support/repository.ts";
import { accepted, bare, refused, type Answer } from "./answer.ts";
import { appView } from "./app-view.ts";
import { readJson } from "./asked.ts";
import { boot, maybeDict, maybePorts, maybeText, shaped, truth, isDict } from "./body-shape.ts";
import type { AnswerCall, Call, Route } from "./call.ts";
import { statsView } from "./home-view.ts";
import { logAnswer } from "./logs.ts";
import { checkOptions, invalidOptions, mergedOptions } from "./options.ts";

/** "self", or its slug; there is no other app in this house. */
const ofApp =
  (answer: AnswerCall): AnswerCall =>
  (call) => {
    const { app = "" } = call.named;
    if (app === "self" || app === call.app.slug) return answer(call);
    return refused(`App ${app} does not exist`, { status: 404 });
  };

const optionsShape = {
  fields: {
    boot,
    network: maybePorts,
    auto_update: truth,
    audio_output: maybeText,
    audio_input: maybeText,
    ingress_panel: truth,
    watchdog: truth,
    options: maybeDict,
  },
};

async function changeOptions(call: Call): Promise<Answer> {
  const { app, machine } = call;
  const read = await readJson(call.req);
  if ("answer" in read) return read.answer;
  const checked = shaped(optionsShape, read.body);
  if ("refusal" in checked) return refused(checked.refusal);
  const { body } = checked;
  const options = isDict(body["options"])
    ? checkOptions(app, body["options"], machine)
    : { options: {} };
  if ("refusal" in options)
    return refused(invalidOptions(app.slug, options.refusal), {
      error_key: "app_configuration_invalid_error",
      extra_fields: { app: app.slug, validation_error: options.refusal },
    });
  if ("boot" in body && app.manifest.boot === "manual_only")
    return refused(`App ${app.slug} boot option is set to manual_only so it cannot be changed`, {
      error_key: "app_boot_config_cannot_change_error",
      extra_fields: { app: app.slug, boot_config: app.manifest.boot },
    });
  if ("options" in body) app.options = options.options;
  change(call, body);
  return accepted();
}

/** Only what is named changes; nothing takes effect before the next start. */
function change({ app }: Call, body: Readonly<Record<string, unknown>>): void {
  const { network } = body;
  if ("boot" in body) app.bootOnStart = body["boot"] === "auto";
  if ("auto_update" in body) app.autoUpdate = body["auto_update"] === true;
  if ("ingress_panel" in body) app.ingressPanel = body["ingress_panel"] === true;
  if ("watchdog" in body) app.watchdog = body["watchdog"] === true;
  if ("network" in body)
    app.network = Object.fromEntries(
      Object.entries(isDict(network) ? network : {})
        .filter(([port]) => Object.hasOwn(app.manifest.ports, port))
        .map(([port, host]) => [port, typeof host === "number" ? host : null]),
    );
}

function readOptions({ app, machine, named }: Call): Answer {
  if (named["app"] !== "self")
    return refused("This can be only read by the app itself!", { status: 403 });
  const checked = checkOptions(app, mergedOptions(app), machine);
  if ("refusal" in checked) return refused("Invalid configuration data for the app");
  return accepted(checked.options);
}

/** The app may be gone before it hears that it worked. */
const after =
  (act: (call: Call) => Promise<void>): AnswerCall =>
  async (call) => {
    try {
      await act(call);
      return accepted();
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  };

const picture =
  (path: string): AnswerCall =>
  () => ({ status: 200, contentType: "image/png", body: readBytes(path) });

function readLog({ req, query, app, machine, clock, lifecycle }: Call): Answer {
  const time = new Date(clock.now()).toISOString().replace("T", " ").slice(0, 23);
  const prefix = `${time} ${machine.hostname} app_${app.slug}[1]: `;
  return logAnswer(lifecycle.log(), { headers: req.headers, query }, prefix);
}

const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/addons/:app/info",
    answer: ({ app, machine }) => accepted(appView(app, machine)),
  },
  { method: "POST", path: "/addons/:app/options", answer: changeOptions },
  { method: "GET", path: "/addons/:app/options/config", answer: readOptions },
  {
    method: "POST",
    path: "/addons/:app/restart",
    answer: after(({ lifecycle }) => lifecycle.restart()),
  },
  {
    method: "POST",
    path: "/addons/:app/stop",
    answer: after(({ lifecycle }) => lifecycle.stop()),
  },
  { method: "GET", path: "/addons/:app/stats", answer: () => accepted(statsView()) },
  { method: "GET", path: "/addons/:app/logs", answer: readLog },
  { method: "GET", path: "/addons/:app/icon", answer: picture("icon.png") },
  { method: "GET", path: "/addons/:app/logo", answer: picture("logo.png") },
  { method: "POST", path: "/addons/:app/sys_options", answer: () => bare(403) },
];

export const appRoutes: readonly Route[] = routes.map((route) => ({
  ...route,
  answer: ofApp(route.answer),
}));
