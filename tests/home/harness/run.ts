// node --import=tsx/esm tests/home/harness/run.ts [--big]: a real home to try things on, until Ctrl-C.
// Prints one line of JSON when it is ready.
import { startHomeAssistant } from "./home-assistant.ts";

const home = await startHomeAssistant({
  bigHouse: process.argv.includes("--big"),
  say: console.error,
});
const { url, ownerToken, userToken, pid, logFile } = home;
console.log(JSON.stringify({ url, ownerToken, userToken, pid, logFile }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void home.remove());
}
