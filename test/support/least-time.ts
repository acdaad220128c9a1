/** Least time of several rounds, milliseconds: the other work on the machine only ever adds. */
export const leastTime = (rounds: number, work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
};
