/** A small seeded generator (mulberry32): the same seed gives the same sources on every machine. */
export interface Random {
  /** A whole number, 0 <= value < bound. */
  below(bound: number): number;
  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item;
  /** True once in `times` calls. */
  oneIn(times: number): boolean;
}

export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
    oneIn: (times) => below(times) === 0,
  };
};
