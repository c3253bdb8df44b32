import type { Entity } from "../home/home.ts";
import { readState } from "./reading.ts";

/** A state with what people look at beside it: "on, 40 %", "open, 60 %", "heat, 21 °C". */
export function showState(entity: Entity, timeZone: string): string {
  return readState(entity, timeZone);
}
