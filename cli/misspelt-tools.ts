import { AppError } from "../server/errors.ts";
import { createResemblance, LEAST_LIKENESS } from "../server/home/search/nearest.ts";
import { bagOf, wordsOf } from "../server/home/search/words.ts";

/** A rule for a tool that is not there allows nothing, and nobody would find out why.
 * @throws AppError invalid_input */
export function refuseMisspelt(targets: readonly string[], tools: readonly string[]): void {
  for (const target of targets) {
    const [, tool] = /^tool:(.*)$/.exec(target) ?? [];
    if (tool === undefined || tools.includes(tool)) continue;
    const likeness = createResemblance(tool);
    const nearest = tools
      .map((name) => ({ name, like: likeness(bagOf(wordsOf(name)), LEAST_LIKENESS) }))
      .filter(({ like }) => like > 0)
      .sort((one, other) => other.like - one.like)
      .slice(0, 3)
      .map(({ name }) => name);
    throw new AppError("invalid_input", `There is no tool "${tool}".`, {
      hint:
        nearest.length === 0 ? `Tools are ${tools.join(", ")}.` : `Nearest: ${nearest.join(", ")}.`,
    });
  }
}
