import { answerOverdue } from "./errors.ts";

/** Waits for an answer, but not for ever and not for a caller who left. What comes later is dropped. */
export function bounded<T>(answer: Promise<T>, timeoutMs: number, abort?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", leave);
      act();
    };
    const fail = (error: unknown) => {
      settle(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const leave = () => {
      fail(abort?.reason);
    };
    const timer = setTimeout(() => {
      fail(answerOverdue());
    }, timeoutMs);
    abort?.addEventListener("abort", leave);
    if (abort?.aborted === true) leave();
    answer.then((value) => {
      settle(() => {
        resolve(value);
      });
    }, fail);
  });
}
