import type { Catalogue } from "./define.ts";
import { fan, inputBoolean, light, switches } from "./on-and-off.ts";

export const catalogue: Catalogue = {
  fan,
  input_boolean: inputBoolean,
  light,
  switch: switches,
};
