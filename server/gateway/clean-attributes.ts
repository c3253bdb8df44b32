import type { Scope } from "../policy/rules.ts";
import { isWide, seesAll } from "../policy/scope.ts";
import type { Entity } from "../home/home.ts";
import { isRecord } from "../record.ts";
import { isSecretKey } from "./secret-keys.ts";

/** Where somebody is, what their devices are called in the network: not for guests. */
const privateKeys = new Set([
  "latitude",
  "longitude",
  "altitude",
  "gps_accuracy",
  "user_id",
  "device_trackers",
  "ip",
  "mac",
  "host_name",
]);
const pictureKeys = new Set(["entity_picture", "entity_picture_local"]);
const entityIdForm = /[a-z0-9_]+\.[a-z0-9_]+/gi;
/** A name and password before the host of an address, as cameras have them. */
const urlPassword = /(?<=:\/\/)[^\s/@:]+:[^\s/@]+@/g;
const maxDepth = 4;

interface CleaningOptions {
  readonly scope: Scope;
  /** Whether this, in the form of an entity id, names something that the caller may not see. */
  readonly isUnseen: (entityId: string) => boolean;
}

/** Attributes without secrets; for a narrow scope also without anything that names what it may not see.
 * The very same object when there is nothing to take away. */
export function cleanAttributes(
  attributes: Entity["attributes"],
  { scope, isUnseen }: CleaningOptions,
): Entity["attributes"] {
  const isNarrow = !seesAll(scope);
  const isForGuests = !isWide(scope);
  const drops = (key: string) => isSecretKey(key) || (isForGuests && privateKeys.has(key));
  /** Also one word in a sentence or a list written as text. */
  const isHidden = (value: unknown) =>
    isNarrow &&
    typeof value === "string" &&
    value.includes(".") &&
    (value.match(entityIdForm)?.some((id) => isUnseen(id.toLowerCase())) ?? false);
  function cleanFields(fields: Readonly<Record<string, unknown>>, depth: number) {
    let clean: Record<string, unknown> | undefined;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      const kept = pictureKeys.has(key) ? withoutQuery(value) : cleanValue(value, depth);
      if (kept === value && !drops(key) && !isHidden(key) && !isHidden(kept)) continue;
      clean ??= { ...fields };
      if (kept === undefined || drops(key) || isHidden(key) || isHidden(kept))
        Reflect.deleteProperty(clean, key);
      else clean[key] = kept;
    }
    return clean ?? fields;
  }

  /** undefined: there is nothing of it that may be shown. */
  function cleanValue(value: unknown, depth: number): unknown {
    if (isHidden(value)) return undefined;
    if (typeof value === "string")
      return value.includes("@") ? value.replace(urlPassword, "") : value;
    if (!isRecord(value) && !Array.isArray(value)) return value;
    if (depth >= maxDepth) return isNarrow ? undefined : value;
    if (!Array.isArray(value)) {
      // Who stands for something unseen may tell its name as well.
      if (Object.values(value).some(isHidden)) return undefined;
      return cleanFields(value, depth + 1);
    }
    const kept = value.map((item) => cleanValue(item, depth + 1));
    const isSame = kept.every((item, at) => item === value[at]);
    return isSame ? value : kept.filter((item) => item !== undefined);
  }

  return cleanFields(attributes, 0);
}

/** The query of a picture's address carries a token: whoever has it sees the picture. */
const withoutQuery = (value: unknown): unknown =>
  typeof value === "string" && value.includes("?") ? value.slice(0, value.indexOf("?")) : value;
