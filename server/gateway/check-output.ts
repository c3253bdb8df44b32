import type { z } from "zod";
import { AppError } from "../errors.ts";
import { isRecord } from "../record.ts";

/** What a tool answered, as its schema says. A wrong answer is our bug, and tells the caller nothing.
 * @throws AppError internal */
export function checkOutput(
  tool: { readonly name: string; readonly output: z.ZodType },
  answer: unknown,
): Readonly<Record<string, unknown>> {
  const checked = tool.output.safeParse(answer);
  if (checked.success && isRecord(checked.data)) return checked.data;
  throw new AppError("internal", `${tool.name} gave an answer that is not what it promises.`, {
    hint: "This is a fault of Vestibule: tell the owner of this home the call id.",
    ...(checked.success ? {} : { cause: checked.error }),
  });
}
