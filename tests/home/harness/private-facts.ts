// What Home Assistant's own words say of whom an entity tells, found without the mirror's code.

interface Stated {
  readonly entity_id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Registered = Readonly<
  Record<
    string,
    { readonly platform: string; readonly device_id?: string | null | undefined } | null
  >
>;

/** @returns of each entity whether it is private, and to which users. */
export function privateFacts(states: readonly Stated[], entries: Registered) {
  const of = (domain: string) =>
    states.filter(({ entity_id }) => entity_id.startsWith(`${domain}.`));
  const deviceOf = (id: string) => entries[id]?.device_id ?? undefined;
  const listing = (tracker: string) =>
    of("person")
      .filter(({ attributes }) => [attributes["device_trackers"]].flat().includes(tracker))
      .flatMap(({ attributes }) => user(attributes));
  const user = ({ user_id }: Stated["attributes"]) =>
    typeof user_id === "string" ? [user_id] : [];

  const moving = of("device_tracker").filter(
    ({ attributes }) => attributes["source_type"] === "gps",
  );
  const apps = states.filter(({ entity_id }) => entries[entity_id]?.platform === "mobile_app");
  const phones = new Set([...moving, ...apps].map(({ entity_id }) => deviceOf(entity_id)));
  const cameras = new Set(of("camera").map(({ entity_id }) => deviceOf(entity_id)));
  /** Of a phone with one tracker, as they are here. */
  const owners = (device: string) =>
    moving
      .filter(({ entity_id }) => deviceOf(entity_id) === device)
      .flatMap((tracker) => listing(tracker.entity_id));

  return (entity_id: string) => {
    const device = deviceOf(entity_id);
    const domain = entity_id.split(".")[0];
    const isOfPhone = device !== undefined && phones.has(device);
    const isPicture = domain === "image" && device !== undefined && cameras.has(device);
    if (!isOfPhone && !isPicture && !["person", "device_tracker", "camera"].includes(domain ?? ""))
      return {};
    const own = states.find((state) => state.entity_id === entity_id);
    const people =
      domain === "person"
        ? user(own?.attributes ?? {})
        : domain === "device_tracker"
          ? listing(entity_id)
          : isOfPhone
            ? owners(device)
            : [];
    return { personal: true, people: [...people].sort() };
  };
}
