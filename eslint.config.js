import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";
import { borders } from "./eslint.borders.js";

export default defineConfig(
  { ignores: ["dist", "coverage", ".cache", "node_modules"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-deprecated": [
        "error",
        {
          allow: [
            {
              from: "package",
              package: "@modelcontextprotocol/server",
              name: ["Server", "getClientVersion"],
            },
          ],
        },
      ],
      // What is named beside a rest is left out of it: there is no plainer way to say so.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        {
          object: "process",
          property: "env",
          message: "The environment is read once, in server/config.ts.",
        },
      ],
    },
  },
  {
    files: ["server/config.ts", "tests/**", "bench/**", "scripts/**"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["tests/**", "bench/**", "scripts/**", "server/log.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["tests/**"],
    // chai's assertions are property reads.
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    ignores: ["server/http/pages/**"],
    languageOptions: { globals: globals.node },
  },
  { files: ["server/http/pages/**"], languageOptions: { globals: globals.browser } },
  ...borders,
);
