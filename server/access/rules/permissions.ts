import { AppError } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import type { PermissionSubject, Permissions } from "./house-rules.ts";
import { readPermissions } from "./read-permissions.ts";
import { nothingWritten, subjectKey, type Rules } from "./rulebook.ts";

interface PermissionsOf {
  readonly store: Pick<Store, "permissions" | "users">;
  readonly rules: Rules;
  readonly now: () => number;
  /** Called when permissions are written, before the answer. */
  readonly changed: () => Promise<void>;
  readonly imagine: Permissions["imagine"];
}

export function createPermissions(parts: PermissionsOf): Permissions {
  const { store, rules, now, changed, imagine } = parts;

  /** @throws AppError not_found */
  async function find(subject: PermissionSubject): Promise<void> {
    if (subject.kind === "everybody") return;
    const isThere =
      subject.kind === "role"
        ? (await rules.now()).roles.has(subject.id)
        : (await store.users.get(subject.id)) !== undefined;
    if (isThere) return;
    throw new AppError("not_found", `There is no such ${subject.kind}.`, {
      hint: `Look at the ${subject.kind}s that there are.`,
    });
  }

  return {
    async get(subject) {
      return (await rules.now()).written.get(subjectKey(subject)) ?? nothingWritten;
    },
    async put(items, by) {
      const at = now();
      for (const { subject, permissions } of items) {
        readPermissions(permissions, subjectKey(subject), at);
        await find(subject);
      }
      await store.permissions.put(
        items.map(({ subject, permissions }) => ({
          ...keyOf(subject),
          ...{ permissions, changed_at: at, changed_by: by },
        })),
      );
      await changed();
    },
    async delete(subject) {
      const wasThere = await store.permissions.remove(keyOf(subject));
      await changed();
      return wasThere;
    },
    imagine,
  };
}

const keyOf = (subject: PermissionSubject) => ({
  subject_kind: subject.kind,
  subject_id: subject.kind === "everybody" ? "" : subject.id,
});
