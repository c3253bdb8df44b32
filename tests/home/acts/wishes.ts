import { forLamps } from "./wishes-for-lamps.ts";
import { forThings } from "./wishes-for-things.ts";

/** In this order: each changes what it asserts. */
export const wishes = [...forLamps, ...forThings];
