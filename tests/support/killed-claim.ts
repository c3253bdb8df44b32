// A process that claims names and is killed: it says on standard output which ones it was given.
import { openStore } from "../../server/store/store.ts";
import { silentLog } from "./access.ts";

const [, , dataDir = ""] = process.argv;
const store = await openStore({ dataDir, version: "0.0.0-test", log: silentLog });

for (let index = 0; ; index += 1) {
  const key = `key-${index}`;
  const claiming = { scope: "user-ada default", key, callId: `vst-killed-${index}` };
  const { kind } = await store.answers.begin({
    ...{ ...claiming, digest: "set_power {}", at: Date.now() },
  });
  if (kind === "new") process.stdout.write(`${key}\n`);
}
