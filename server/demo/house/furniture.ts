import type { Attributes } from "../core/model.ts";

/** One entity of the house, as somebody would write it down. */
export interface Piece {
  /** Its entity id. */
  readonly id: string;
  /** What follows its device's name; null: it is called like its device. */
  readonly name: string | null;
  readonly state: string;
  readonly attributes?: Attributes;
  readonly aliases?: readonly string[];
  readonly labels?: readonly string[];
  readonly category?: "config" | "diagnostic";
  /** By a person; or by an integration, since another entity stands for it. */
  readonly hidden?: true | "integration";
  /** The switch that it shows as something else. */
  readonly standsFor?: string;
  readonly disabled?: true;
  /** Another area than its device's. */
  readonly area?: string;
  /** What Home Assistant calls the automation, script, scene or helper inside its integration. */
  readonly uniqueId?: string;
  /** Category of its own domain's list: automations, scripts, scenes. */
  readonly filedUnder?: string;
  /** Without unique id: a state, and no registry entry. */
  readonly unregistered?: true;
}

export interface Furniture {
  /** The integration it comes from. */
  readonly platform: string;
  /** Absent: the pieces have no device, as helpers and scripts. */
  readonly device?: {
    readonly name: string;
    readonly maker?: string;
    readonly model?: string;
    readonly labels?: readonly string[];
    /** Name of the device it is a part of. */
    readonly parent?: string;
    readonly service?: true;
  };
  readonly area?: string;
  readonly pieces: readonly Piece[];
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
  readonly aliases?: readonly string[];
  readonly icon?: string;
  readonly labels?: readonly string[];
}
