/** Every rule about fills holds for buys and, mirrored about 100, for sells: one case is both tests. */

import { expect, it } from "vitest";
import { fillLines, mirrored, type Row, type SimulationOptions, simulate } from "./simulate.ts";

/** The words of a case that change when it is mirrored. */
export interface Words {
  readonly side: "long" | "short";
  /** Where the loss lies, seen from the entry, and where the profit lies. */
  readonly loss: "below" | "above";
  readonly profit: "above" | "below";
  /** A price, as an amount of the quote currency. */
  at(price: number): string;
}

const flip = (price: number): number => Math.round((200 - price) * 1e6) / 1e6;

const long: Words = { side: "long", loss: "below", profit: "above", at: (price) => `${price} USD` };
const short: Words = { side: "short", loss: "above", profit: "below", at: (price) => `${flip(price)} USD` };

export interface Mirrored {
  readonly rules: (words: Words) => string;
  readonly rows: readonly Row[];
  /** As `fillLines` has them, for the long side. */
  readonly fills: readonly string[];
  readonly ambiguousBars?: number;
  readonly options?: SimulationOptions;
}

const flipLine = (line: string): string =>
  line
    .replace(/ (buy|sell) /, (_, side: string) => (side === "buy" ? " sell " : " buy "))
    .replace(/ at (\S+) /, (_, price: string) => ` at ${flip(Number(price))} `);

/** Tests a case as it is and mirrored. */
export const bothSides = (name: string, mirror: Mirrored): void => {
  const { rules, rows, fills, ambiguousBars, options } = mirror;
  it(`${name}; the long side`, () => {
    const outcome = simulate(rules(long), rows, options);
    expect(fillLines(outcome)).toEqual(fills);
    expect(outcome.counts.ambiguousBars).toBe(ambiguousBars ?? 0);
  });
  it(`${name}; the short side`, () => {
    const outcome = simulate(rules(short), rows.map(mirrored), options);
    expect(fillLines(outcome)).toEqual(fills.map(flipLine));
    expect(outcome.counts.ambiguousBars).toBe(ambiguousBars ?? 0);
  });
};

/** An entry at the signal that does nothing more: ten units, and an order that waits for three bars. */
export const enterOnce = ({ side }: Words, clauses: string): string =>
  `enter ${side} when volume == 7 ABC { size 10 ABC ${clauses} }`;
