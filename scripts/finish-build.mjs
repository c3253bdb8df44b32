// npx and the Supervisor's service start the compiled command directly: it must be executable.
import { chmod } from "node:fs/promises";

await chmod(new URL("../dist/cli/main.js", import.meta.url), 0o755);
