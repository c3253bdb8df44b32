import { excludeOf, read, type Reading, type Selected } from "../services/targets.ts";
import { answer, flag, record, type Command } from "../wire/command.ts";

const typeOf = ({ key }: Selected): string => key.slice(0, -"_id".length);

const sorted = (ids: Iterable<string>): readonly string[] => [...ids].sort();

/** What a target means, selector by selector, and what its `exclude` takes away of each. */
export const explainTarget: Readonly<Record<string, Command>> = {
  explain_target: answer(
    { target: record, "expand_group?": flag, "primary_entities_only?": flag },
    ({ target, expand_group = true, primary_entities_only = true }, core) => {
      const reading: Reading = {
        expandsGroups: expand_group,
        onlyPrimary: primary_entities_only,
      };
      const includes = read(core, target, reading);
      return {
        includes: includes.map((one) => ({
          type: typeOf(one),
          id: one.id,
          entities: sorted(one.entities),
          referenced_areas: one.areas,
          referenced_devices: sorted(one.devices),
        })),
        excludes: read(core, excludeOf(target), reading).map((one) => ({
          type: typeOf(one),
          id: one.id,
          removed: includes
            .map((from) => ({
              type: typeOf(from),
              id: from.id,
              entities: sorted(from.entities.filter((id) => one.entities.includes(id))),
            }))
            .filter(({ entities }) => entities.length > 0),
        })),
      };
    },
  ),
};
