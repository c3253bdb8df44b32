import type { DecisionWord, MatrixView } from "../../../shared/views.ts";
import type { Access } from "../../access/access.ts";
import { decide } from "../../policy/decide.ts";
import type { Tool } from "../../tools/define.ts";

export type DescribedTool = Pick<Tool, "name" | "title" | "toolset" | "effect">;

/** What each tool is to each role now, frozen or not. */
export async function createMatrix(
  { roles, permissions }: Pick<Access, "roles" | "permissions">,
  tools: readonly DescribedTool[],
): Promise<MatrixView> {
  const names = (await roles.list()).map(({ name }) => name);
  const columns = await Promise.all(
    names.map(async (name) => {
      const { principal } = await permissions.imagine({ kind: "role", id: name });
      const { frozen, ...rights } = principal.rights;
      return { name, rights };
    }),
  );
  return {
    roles: names,
    tools: tools.map((tool) => {
      const { name, title, toolset, effect } = tool;
      const decisions = columns.map(
        (column): [string, { decision: DecisionWord; rule: string }] => {
          const { kind, rule } = decide(tool, column.rights);
          return [column.name, { decision: kind, rule }];
        },
      );
      return { name, title, toolset, effect, decisions: Object.fromEntries(decisions) };
    }),
  };
}
