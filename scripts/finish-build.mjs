// What tsc leaves undone: npx and the Supervisor's service start the command directly, so it must be executable,
// and pages and schemas are not TypeScript.
import { chmod, cp, rm, symlink } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
await chmod(new URL("cli/main.js", dist), 0o755);
await cp(new URL("../server/http/pages/", import.meta.url), new URL("server/http/pages/", dist), {
  recursive: true,
});

await cp(
  new URL("../server/http/api/replies.json", import.meta.url),
  new URL("server/http/api/replies.json", dist),
);

// npx would otherwise install this very package into its cache first, which takes longer than the command.
const link = new URL("../node_modules/.bin/vestibule", import.meta.url);
await rm(link, { force: true });
await symlink("../../dist/cli/main.js", link);
