import { isRecord } from "../../record.ts";

const maxText = 1_000;
const maxItems = 50;
const maxDepth = 6;
const maxValues = 600;

/** What a service answered, bounded: the start of long lists and texts. Nothing for no answer. */
export function leanResponse(response: unknown): { response?: Record<string, unknown> } {
  if (!isRecord(response) || Object.keys(response).length === 0) return {};
  const budget = { values: maxValues };
  return { response: leanRecord(response, budget, 0) };
}

interface Budget {
  values: number;
}

function leanRecord(
  record: Readonly<Record<string, unknown>>,
  budget: Budget,
  depth: number,
): Record<string, unknown> {
  const entries = Object.entries(record).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.slice(0, maxItems).map(([key, value]) => [key, lean(value, budget, depth + 1)]),
  );
}

function lean(value: unknown, budget: Budget, depth: number): unknown {
  budget.values -= 1;
  if (budget.values < 0) return "…";
  if (typeof value === "string")
    return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  if (depth > maxDepth && typeof value === "object" && value !== null) return "…";
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const kept: unknown[] = [];
    for (const item of items.slice(0, maxItems)) {
      if (budget.values <= 0) break;
      kept.push(lean(item, budget, depth + 1));
    }
    return kept.length < items.length ? [...kept, "…"] : kept;
  }
  return isRecord(value) ? leanRecord(value, budget, depth) : value;
}
