const patienceMs = 5_000;
const pauseMs = 20;

/** Waits until the condition holds. @throws Error when it does not come true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("it did not come true in time");
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
