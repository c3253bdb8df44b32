// Who may import whom: the table of docs/architecture.md, as lint rules.
// `may` are folders (or top files) of the repository; `types` may be imported as types only;
// `owns` are the libraries whose only door is this folder.

export const table = {
  shared: { may: [] },
  "server/errors": { file: true, may: ["shared"] },
  "server/secret-forms": { file: true, may: [] },
  "server/log": { file: true, may: ["shared", "server/secret-forms"], owns: ["pino"] },
  "server/name-likeness": { file: true, may: [] },
  "server/networks": { file: true, may: [] },
  "server/one-at-a-time": { file: true, may: [] },
  "server/record": { file: true, may: [] },
  "server/templates": { file: true, may: [] },
  "server/normalise-target": {
    file: true,
    may: ["shared", "server/errors", "server/record"],
    types: ["server/home"],
  },
  "server/version": { file: true, may: [], owns: ["zod"] },
  "server/body": { file: true, may: ["shared", "server/errors"] },
  "server/current-catalogue": {
    file: true,
    may: ["server/policy", "server/tools"],
    types: ["server/store"],
  },
  "server/bounded-text": { file: true, may: [] },
  "server/deadline": { file: true, may: [] },
  "server/setup-link": { file: true, may: [], types: ["server/supervisor"] },
  "server/check-role-options": {
    file: true,
    may: ["shared", "server/errors"],
    types: ["server/access", "server/config"],
  },
  "server/surroundings": { file: true, may: ["server/policy"], types: ["server/home"] },
  "server/follow-people": {
    file: true,
    may: [],
    types: ["server/access", "server/home", "server/log"],
  },
  "server/home-in-browser": { file: true, may: ["server/supervisor"], types: ["server/home"] },
  "server/listen": { file: true, may: ["shared", "server/errors"] },
  "server/tell-ready": { file: true, may: [], types: ["server/log"] },
  "server/config": {
    file: true,
    may: ["shared", "server/errors", "server/networks"],
    types: ["server/home", "server/log"],
    owns: ["zod"],
  },
  "server/policy": {
    may: ["shared", "server/errors", "server/record", "server/templates"],
    types: ["server/tools", "server/access", "server/home"],
  },
  "server/tools": {
    may: [
      "shared",
      "server/errors",
      "server/record",
      "server/templates",
      "server/name-likeness",
      "server/normalise-target",
    ],
    types: ["server/gateway", "server/home"],
    owns: ["zod"],
  },
  "server/home": {
    may: [
      "shared",
      "server/errors",
      "server/log",
      "server/templates",
      "server/bounded-text",
      "server/deadline",
    ],
    owns: ["home-assistant-js-websocket", "ws", "cockatiel"],
  },
  "server/supervisor": {
    may: ["shared", "server/errors", "server/log", "server/bounded-text", "server/deadline"],
    owns: ["zod"],
  },
  "server/demo": { may: ["shared", "server/errors", "server/log"], owns: ["ws"] },
  "server/store": {
    may: ["shared", "server/errors", "server/log"],
    types: ["server/access", "server/gateway", "server/policy"],
    owns: ["sequelize", "umzug", "sqlite3"],
  },
  "server/access": {
    may: [
      "shared",
      "server/errors",
      "server/networks",
      "server/one-at-a-time",
      "server/record",
      "server/policy",
    ],
    types: ["server/store", "server/log"],
    owns: ["bcrypt"],
  },
  "server/gateway": {
    may: [
      "shared",
      "server/errors",
      "server/log",
      "server/one-at-a-time",
      "server/record",
      "server/secret-forms",
      "server/policy",
      "server/tools",
    ],
    types: ["server/access", "server/home", "server/store"],
    owns: ["bottleneck", "rate-limiter-flexible", "zod"],
  },
  "server/mcp": {
    may: ["shared", "server/errors", "server/log", "server/record", "server/body"],
    types: ["server/gateway", "server/tools", "server/access"],
    owns: ["@modelcontextprotocol/server"],
  },
  "server/http": {
    may: [
      "shared",
      "server/errors",
      "server/log",
      "server/name-likeness",
      "server/networks",
      "server/record",
      "server/body",
      "server/access",
      "server/mcp",
      "server/policy",
      "server/surroundings",
    ],
    types: ["server/gateway", "server/config", "server/store", "server/home", "server/tools"],
    owns: [
      "express",
      "helmet",
      "express-rate-limit",
      "passport",
      "passport-http-bearer",
      "swagger-ui-dist",
      "cookie",
      "csv-stringify",
      "zod",
    ],
  },
  "server/open-store": {
    file: true,
    may: ["server/store", "server/upkeep"],
    types: ["server/log"],
  },
  "server/open-doors": {
    file: true,
    may: ["server/http", "server/listen"],
    types: ["server/config", "server/log"],
  },
  "server/upkeep": {
    may: ["shared", "server/errors", "server/log", "server/gateway"],
    types: ["server/store"],
  },
  cli: { may: ["shared", "server"], owns: ["commander"] },
};

const everything = ["compose", "door-parts", "run", "main", "demo/main"].map(
  (name) => `server/${name}.ts`,
);
const folders = Object.keys(table);
const libraries = [...new Set(Object.values(table).flatMap((row) => row.owns ?? []))];

const isWithin = (folder, allowed) =>
  allowed.some((a) => folder === a || folder.startsWith(`${a}/`));

const folderPattern = (folder, message, typesAllowed) => ({
  // Relative imports only: ../policy/decide.ts, ../../server/policy/decide.ts.
  regex: `^\\.\\.?/(.*/)?${folder.replace("server/", "")}(/|\\.ts$)`,
  message,
  ...(typesAllowed ? { allowTypeImports: true } : {}),
});

export const borders = folders.map((folder) => {
  const row = table[folder];
  const allowed = [...row.may, folder];
  const types = row.types ?? [];
  const message = `${folder} may import ${row.may.join(", ") || "nothing"}${types.length ? ` and types of ${types.join(", ")}` : ""}: see eslint.borders.js.`;
  const foreignFolders = folders.filter((other) => !isWithin(other, allowed));
  const foreignLibraries = libraries.filter((library) => !(row.owns ?? []).includes(library));
  return {
    files: [row.file ? `${folder}.ts` : `${folder}/**/*.ts`],
    ignores: everything,
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            ...foreignFolders.map((other) => folderPattern(other, message, isWithin(other, types))),
            ...foreignLibraries.map((library) => ({
              regex: `^${library.replaceAll("/", "\\/")}($|/)`,
              message: `${library} has one door, and it is not ${folder}: see eslint.borders.js.`,
            })),
          ],
        },
      ],
    },
  };
});
