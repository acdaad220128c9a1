/** The seed of a recursive average: the mean of the first `length` present values. */
export interface Seed {
  readonly length: number;
  seen: number;
  total: number;
  lost: number;
}

export const createSeed = (length: number): Seed => ({ length, seen: 0, total: 0, lost: 0 });

/** Takes one value in; returns the seed when it is complete, NaN before. An absent value changes nothing. */
export const addToSeed = (seed: Seed, value: number): number => {
  if (Number.isNaN(value)) return Number.NaN;
  const next = seed.total + value;
  const added = next - seed.total;
  seed.lost += seed.total - (next - added) + (value - added);
  seed.total = next;
  seed.seen += 1;
  return seed.seen === seed.length ? (seed.total + seed.lost) / seed.length : Number.NaN;
};
