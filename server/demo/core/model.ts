// What a Home Assistant remembers, in the words of its wire. Times are epoch milliseconds here.

export interface Context {
  readonly id: string;
  readonly parent_id: string | null;
  readonly user_id: string | null;
}

export type Attributes = Readonly<Record<string, unknown>>;

export interface State {
  readonly entity_id: string;
  readonly state: string;
  readonly attributes: Attributes;
  readonly last_changed: number;
  readonly last_updated: number;
  readonly context: Context;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string | null;
  readonly is_owner: boolean;
  readonly is_active: boolean;
  readonly system_generated: boolean;
  readonly local_only: boolean;
  readonly group_ids: readonly string[];
}

interface Dated {
  readonly created_at: number;
  readonly modified_at: number;
}

export interface FloorEntry extends Dated {
  readonly floor_id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly level: number | null;
  readonly icon: string | null;
}

export interface AreaEntry extends Dated {
  readonly area_id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly floor_id: string | null;
  readonly icon: string | null;
  readonly labels: readonly string[];
  readonly picture: string | null;
  readonly humidity_entity_id: string | null;
  readonly temperature_entity_id: string | null;
}

export interface LabelEntry extends Dated {
  readonly label_id: string;
  readonly name: string;
  readonly color: string | null;
  readonly description: string | null;
  readonly icon: string | null;
}

export interface CategoryEntry extends Dated {
  readonly category_id: string;
  readonly scope: string;
  readonly name: string;
  readonly icon: string | null;
}

export interface DeviceEntry extends Dated {
  readonly id: string;
  readonly name: string | null;
  readonly name_by_user: string | null;
  readonly area_id: string | null;
  readonly config_entry_id: string;
  readonly disabled_by: string | null;
  readonly entry_type: "service" | null;
  readonly identifiers: readonly (readonly [string, string])[];
  readonly labels: readonly string[];
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly sw_version: string | null;
  /** A child has its parent's area unless it has its own. */
  readonly parent_device_id: string | null;
}

export interface EntityEntry extends Dated {
  readonly entity_id: string;
  readonly id: string;
  readonly unique_id: string;
  readonly platform: string;
  readonly config_entry_id: string | null;
  readonly device_id: string | null;
  readonly area_id: string | null;
  /** Given by a person; `original_name` is the integration's. Neither: the entity is its device. */
  readonly name: string | null;
  readonly original_name: string | null;
  readonly icon: string | null;
  readonly entity_category: "config" | "diagnostic" | null;
  readonly hidden_by: "user" | "integration" | null;
  readonly disabled_by: "user" | "integration" | null;
  readonly labels: readonly string[];
  /** null stands for the entity's own name. */
  readonly aliases: readonly (string | null)[];
  readonly categories: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly capabilities: Attributes | null;
  readonly device_class: string | null;
  readonly original_device_class: string | null;
  readonly translation_key: string | null;
}

export interface RecordedCall {
  readonly domain: string;
  readonly service: string;
  readonly service_data: Readonly<Record<string, unknown>>;
  readonly target: Readonly<Record<string, unknown>>;
  readonly context: Context;
  /** What the call reached, groups, scripts, scenes and automations expanded. */
  readonly entity_ids: readonly string[];
  /** The error code, when it was refused. */
  readonly refused?: string;
}
