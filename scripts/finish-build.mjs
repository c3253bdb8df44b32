// What tsc leaves undone: npx and the Supervisor's service start the command directly, so it must be executable,
// and pages are not TypeScript.
import { chmod, cp } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
await chmod(new URL("cli/main.js", dist), 0o755);
await cp(new URL("../server/http/pages/", import.meta.url), new URL("server/http/pages/", dist), {
  recursive: true,
});
