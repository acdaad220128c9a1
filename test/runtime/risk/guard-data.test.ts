import type { LimitModule } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { Guard, type RiskVerdict } from "../../../runtime/risk/guard.ts";
import { approve, type IntentTerms, reducing } from "../../../runtime/risk/intent.ts";
import type { ExposureBook, Member, RiskRequest } from "../../../runtime/risk/member.ts";
import { RowLog } from "../../../runtime/session/logs.ts";
import { recordOrder } from "../../../runtime/session/record.ts";
import { nowhere } from "../../support/several-markets.ts";

/** A market that holds nothing, at 100, with a quote of a tenth of a percent, whose last close is a minute old. */
const memberOf = (changes: Partial<Member> = {}): Member => ({
  number: 0,
  run: 0,
  capital: 10_000,
  base: "ABC",
  keys: { market: "ABC/USD desk", strategy: "s", route: "r", asset: "ABC", account: "desk" },
  price: () => 100,
  priceTime: () => 0,
  spread: () => 0.001,
  held: () => 0,
  highest: () => 0,
  lowest: () => 0,
  opening: () => 0,
  profit: () => 0,
  orders: () => 0,
  sentSince: () => 0,
  tradedSince: () => 0,
  toTrade: () => 0,
  ...changes,
});

const bookOf = (member: Member, equity = 10_000): ExposureBook => ({
  members: [member],
  facts: { equity, cash: equity, dayStartEquity: equity, exposure: 0, quote: { spread: Number.NaN } },
});

const requestOf = (member: Member, changes: Partial<RiskRequest> = {}): RiskRequest => ({
  member,
  action: "enter",
  sell: false,
  time: 60_000,
  price: 100,
  limitPrice: 0,
  stopPrice: 0,
  units: 1_000,
  against: 0,
  replaced: 0,
  replacedValue: 0,
  replacedOrders: 0,
  legs: 0,
  unitsPerBase: 100,
  lotUnits: 1,
  ...changes,
});

const blank = (): RiskVerdict => ({
  outcome: "allowed",
  reason: 0,
  limit: -1,
  observed: 0,
  bound: 0,
  units: 0,
  closes: false,
});

const limitOf = (subject: string, bound: number, changes: Partial<LimitModule> = {}): LimitModule => ({
  id: subject,
  subject,
  span: nowhere,
  text: subject,
  bound: () => bound,
  action: "reject",
  ...changes,
});

const guardOf = (book: ExposureBook, ...limits: readonly LimitModule[]): Guard => {
  const guard = new Guard({ id: "r", currency: "USD", limits, forbids: [] });
  guard.start(book);
  return guard;
};

const decide = (
  limit: LimitModule,
  member: Member,
  changes: Partial<RiskRequest> = {},
  equity?: number,
): RiskVerdict => {
  const verdict = blank();
  guardOf(bookOf(member, equity), limit).decide(requestOf(member, changes), verdict);
  return verdict;
};

const known = [
  limitOf("order notional", 1_000),
  limitOf("order quantity", 10),
  limitOf("position notional", 1_000),
  limitOf("position quantity", 10),
  limitOf("gross notional", 1_000),
  limitOf("net notional", 1_000),
  limitOf("net delta", 1_000),
  limitOf("leverage", 0.1),
  limitOf("concentration", 0.1),
  limitOf("open orders", 1),
  limitOf("order rate", 1, { windowMs: 60_000 }),
  limitOf("turnover", 1_000, { windowMs: 60_000, unit: "money" }),
  limitOf("turnover", 0.1, { windowMs: 60_000, unit: "ratio" }),
  limitOf("price deviation", 0.01),
  limitOf("data age", 60_000),
  limitOf("spread", 0.001),
];

describe("a limit at its bound", () => {
  it.each(known.map((limit) => [limit.subject, limit] as const))("on %s allows", (_, limit) => {
    expect(decide(limit, memberOf())).toMatchObject({ outcome: "allowed", units: 1_000 });
  });
});

describe("what is not known refuses", () => {
  const nothing = () => Number.NaN;
  const blind = memberOf({
    price: nothing,
    priceTime: nothing,
    spread: nothing,
    held: nothing,
    highest: nothing,
    lowest: nothing,
    opening: nothing,
    orders: nothing,
    sentSince: nothing,
    tradedSince: nothing,
    toTrade: nothing,
  });

  it.each(known.map((limit) => [limit.subject, limit] as const))("under a limit on %s", (_, limit) => {
    for (const action of ["reject", "clamp", "reduceOnly"] as const) {
      const missing = decide({ ...limit, action }, blind, {
        price: Number.NaN,
        units: Number.NaN,
        legs: Number.NaN,
      });
      expect(missing).toMatchObject({ outcome: "rejected", units: 0 });
      const unbounded = decide({ ...limit, action, bound: () => Number.NaN }, memberOf());
      expect(unbounded).toMatchObject({ outcome: "rejected", units: 0 });
    }
  });

  it("an account of which nothing is known, or which has nothing left", () => {
    for (const equity of [Number.NaN, 0, -5]) {
      for (const limit of [
        limitOf("leverage", 9),
        limitOf("concentration", 9),
        limitOf("turnover", 9, { unit: "ratio" }),
      ])
        expect(decide(limit, memberOf(), {}, equity).outcome).toBe("rejected");
    }
    for (const subject of ["loss", "drawdown"])
      expect(decide(limitOf(subject, 0.5), memberOf(), {}, Number.NaN).outcome).toBe("rejected");
  });

  it("a limit whose subject this version does not know", () => {
    expect(decide(limitOf("phase of the moon", 1), memberOf()).outcome).toBe("rejected");
  });

  it("another market of the part that holds something without a price", () => {
    const own = memberOf();
    const other = memberOf({
      number: 1,
      keys: { ...own.keys, market: "XYZ/USD desk" },
      highest: () => 1,
      lowest: () => 1,
      price: nothing,
    });
    for (const subject of ["position notional", "gross notional", "net notional", "net delta", "leverage"]) {
      const book = { ...bookOf(own), members: [own, other] };
      const verdict = blank();
      guardOf(book, limitOf(subject, 1e9)).decide(requestOf(own), verdict);
      expect(verdict.outcome).toBe("rejected");
    }
  });
});

describe("the state of the data", () => {
  const old = memberOf({ priceTime: () => -1 });
  const wide = memberOf({ spread: () => 0.0011 });

  it("refuses where prices are too old, or the spread is too wide", () => {
    expect(decide(limitOf("data age", 60_000), old)).toMatchObject({
      outcome: "rejected",
      observed: 60_001,
      bound: 60_000,
    });
    expect(decide(limitOf("spread", 0.001), wide)).toMatchObject({
      outcome: "rejected",
      observed: 0.0011,
      bound: 0.001,
    });
  });

  it("halts without an intent where the limit says so, and for as long", () => {
    const guard = guardOf(bookOf(old), limitOf("data age", 60_000, { action: { haltUntil: 5_000 } }));
    guard.lookAtData(59_999);
    expect(guard.watches.halts()).toMatchObject([]);
    guard.lookAtData(60_000);
    expect(guard.watches.halts()).toMatchObject([
      { limit: "data age", since: 60_000, until: 65_000, observed: 60_001 },
    ]);
    guard.watches.release(64_999);
    expect(guard.watches.halts()).toHaveLength(1);
    guard.watches.release(65_000);
    expect(guard.watches.halts()).toHaveLength(0);
  });

  it("flattens where the limit says so", () => {
    const guard = guardOf(bookOf(wide), limitOf("spread", 0.001, { action: "flattenAndHalt" }));
    guard.lookAtData(60_000);
    expect(guard.watches.pending).toMatchObject([{ number: 0, flattens: true }]);
  });
});

describe("orders that rest on both sides", () => {
  it("are not netted: what buys counts for buyers, what sells for sellers", () => {
    const resting = memberOf({ highest: () => 20, lowest: () => -20, opening: () => 20 });
    for (const subject of ["position notional", "gross notional", "net notional", "net delta"]) {
      for (const sell of [false, true]) {
        expect(decide(limitOf(subject, 2_999), resting, { sell }).outcome).toBe("rejected");
        expect(decide(limitOf(subject, 3_000), resting, { sell }).outcome).toBe("allowed");
      }
    }
  });

  it("an order that only takes from the other side of a net position passes", () => {
    const own = memberOf();
    const short = memberOf({ number: 1, run: 1, held: () => -50, highest: () => -50, lowest: () => -50 });
    const book = { ...bookOf(own), members: [own, short] };
    for (const subject of ["position notional", "net notional", "net delta"]) {
      const verdict = blank();
      guardOf(book, limitOf(subject, 1)).decide(requestOf(own), verdict);
      expect(verdict.outcome).toBe("allowed");
    }
  });
});

describe("a reduction", () => {
  it("is never larger than the position", () => {
    expect(reducing(10, 4)).toBe(4);
    expect(reducing(10, -4)).toBe(4);
    expect(reducing(3, -4)).toBe(3);
    expect(reducing(3, 0)).toBe(0);
    expect(reducing(-3, 5)).toBe(0);
  });
});

describe("an intent that nobody approved", () => {
  const terms: IntentTerms = {
    rule: 0,
    role: 0,
    type: 0,
    sell: false,
    action: 0,
    units: 5,
    limitPrice: 0,
    stopPrice: 0,
  };

  it("does not compile as an order", () => {
    const book = { orders: new RowLog(7, 3) };
    // @ts-expect-error: terms are not an approved intent
    recordOrder(book, 0, terms, 0);
    // @ts-expect-error: a number is not a quantity that the risk engine has allowed
    const forged = approve(terms, 5);
    recordOrder(book, 0, approve(terms, reducing(5, 5)), 0);
    expect(forged).toBe(terms);
  });
});
