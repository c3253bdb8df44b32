// On Node 20 `fs` has no globSync; the conformance suite imports it, though only its other commands use it.
import { register } from "node:module";

const fs = `data:text/javascript,${encodeURIComponent(
  'export * from "node:fs"; export { default } from "node:fs"; export const globSync = () => [];',
)}`;
const hook = `export const resolve = (specifier, context, next) =>
  specifier === "fs" && context.parentURL?.includes("/conformance/")
    ? { url: ${JSON.stringify(fs)}, shortCircuit: true }
    : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
