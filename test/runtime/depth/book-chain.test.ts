import { BookChain, type BookChange, OrderBook } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const change = (first: number, last: number, previous: number, bid?: number): BookChange => ({
  first,
  last,
  previous,
  bids: bid === undefined ? [] : [[bid, 1]],
  asks: [],
});
const snapshot = (last: number) => ({ last, bids: [[90, 1]], asks: [[110, 1]] }) as const;
const kinds = (chain: BookChain, changes: readonly BookChange[]) =>
  changes.map((next) => chain.takeChange(next).kind);

describe("the chain of a spot book", () => {
  it("keeps changes until the snapshot comes, drops those that are in it, and applies the rest", () => {
    const chain = new BookChain("spot");
    expect(kinds(chain, [change(1, 5, 0, 91), change(6, 9, 0, 92), change(10, 12, 0, 93)])).toEqual([
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect(chain.takeSnapshot(snapshot(7)).kind).toBe("applied");
    expect(chain.book.price("bid")).toBe(93);
    expect(chain.book.depth("bid")).toBe(3);
    expect([chain.last, chain.isValid]).toEqual([12, true]);
  });

  it("lets the first change span the snapshot, and each later one follow", () => {
    const chain = new BookChain("spot");
    chain.takeSnapshot(snapshot(7));
    expect(kinds(chain, [change(3, 7, 0), change(5, 8, 0), change(9, 10, 0), change(12, 13, 0)])).toEqual([
      "old",
      "applied",
      "applied",
      "break",
    ]);
    expect([chain.isValid, chain.book.depth("bid")]).toEqual([false, 0]);
    // The change that broke the chain is kept for the next snapshot.
    expect(chain.takeSnapshot(snapshot(12)).kind).toBe("applied");
    expect(chain.last).toBe(13);
  });

  it("does not take a snapshot that is older than what has been kept", () => {
    const chain = new BookChain("spot");
    kinds(chain, [change(10, 12, 0, 91), change(13, 14, 0, 92)]);
    expect(chain.takeSnapshot(snapshot(7)).kind).toBe("break");
    expect(chain.isValid).toBe(false);
    expect(chain.takeSnapshot(snapshot(11)).kind).toBe("applied");
    expect([chain.last, chain.book.price("bid")]).toEqual([14, 92]);
  });
});

describe("the chain of a futures book", () => {
  it("follows `pu`", () => {
    const chain = new BookChain("futures");
    chain.takeSnapshot(snapshot(7));
    expect(kinds(chain, [change(2, 6, 1), change(5, 9, 3), change(15, 20, 9), change(21, 25, 19)])).toEqual([
      "old",
      "applied",
      "applied",
      "break",
    ]);
  });
});

describe("an order book", () => {
  it("is, level by level, what a map of the last sizes is", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(level), fc.array(level), (bids, asks) => {
        const book = new OrderBook();
        book.apply(bids, asks);
        for (const [side, levels, sign] of [["bid", bids, -1] as const, ["ask", asks, 1] as const]) {
          const known = new Map(levels);
          const expected = [...known].filter(([, size]) => size > 0).sort(([a], [b]) => sign * (a - b));
          expect(book.depth(side)).toBe(expected.length);
          expect(expected.map((_, row) => [book.price(side, row), book.size(side, row)])).toEqual(expected);
        }
      }),
    );
  });
});
