/** Runs jobs one after the other, in the order in which they came; a job that fails holds up none. */
export function oneAtATime(): <T>(job: () => Promise<T>) => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  return (job) => {
    const turn = running.then(job);
    running = turn.catch(() => undefined);
    return turn;
  };
}
