import { type BookLine, type BookMarket, InventoryBook, SHARED } from "ctk/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Fixed,
  negated,
  parseDecimal,
  plus,
  sumOf,
  textOf,
  times,
  ZERO,
} from "../../../runtime/money/index.ts";

const owner = (strategy: number, route: number) => ({
  strategyId: `S${strategy}`,
  routeId: `r${route}`,
  executionId: `S${strategy}/r${route}`,
  accountId: route === 0 ? "main" : "other",
});

const marketOf = (runId: string, strategy: number, route: number, symbol: string): BookMarket => {
  const [base = "", settle = ""] = symbol.split("/");
  return { runId, market: symbol, venue: "desk", base, settle, ...owner(strategy, route) };
};

/** Two strategies over three routes; one market settles in another currency than the book's. */
const markets = [
  marketOf("a", 0, 0, "ABC/USD"),
  marketOf("a", 0, 1, "XYZ/USD"),
  marketOf("b", 1, 0, "ABC/USD"),
  marketOf("b", 1, 2, "ABC/EUR"),
];

const capital = [
  { ...owner(0, 0), routeId: SHARED, executionId: SHARED, currency: "USD", amount: "6000.000000000001" },
  { ...owner(1, 0), routeId: SHARED, executionId: SHARED, currency: "USD", amount: "4000" },
  { ...owner(1, 2), currency: "EUR", amount: "500.5" },
];

const newBook = (): InventoryBook => new InventoryBook({ currency: "USD", markets, capital });

const decimals = (max: bigint, scale: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: 1n, max }).map((units) => textOf({ units, scale }));

const event = fc.record({
  market: fc.integer({ min: 0, max: markets.length - 1 }),
  side: fc.constantFrom("buy" as const, "sell" as const),
  quantity: decimals(10n ** 10n, 8),
  price: decimals(10n ** 9n, 5),
  fee: fc.oneof(decimals(10n ** 6n, 9), fc.constant("-0.25"), fc.constant("0")),
  feeCurrency: fc.constantFrom("USD", "EUR", "TKN"),
  funding: fc.option(fc.oneof(decimals(10n ** 8n, 12), fc.constant("-1.5")), { nil: undefined }),
  mark: decimals(10n ** 9n, 5),
  rate: decimals(10n ** 6n, 6),
});

const mark = (price: string, time: number) => ({ price, source: "test", time });

const exact = (text: string | undefined): Fixed => parseDecimal(text ?? "not known");

const dimensions = ["strategy", "route", "execution", "account", "asset"] as const;

const figures = [
  "cash",
  "net",
  "gross",
  "realised",
  "unrealised",
  "fees",
  "funding",
  "charges",
  "initial",
  "profit",
  "equity",
] as const satisfies readonly (keyof BookLine)[];

const expectConserved = (line: BookLine): void => {
  const { cash, net, initial, realised, unrealised, fees, funding, charges } = line;
  const held = plus(exact(cash), exact(net));
  const earned = sumOf([
    exact(initial),
    exact(realised),
    exact(unrealised),
    negated(exact(fees)),
    negated(exact(funding)),
    negated(exact(charges)),
  ]);
  expect(textOf(held)).toBe(textOf(earned));
};

describe("an inventory", () => {
  it("adds up after every fill and payment: money and positions are what there was and what was earned, to the last digit", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 25 }), (events) => {
        const book = newBook();
        events.forEach(({ market: index, funding, mark: price, rate, ...trade }, time) => {
          const market = markets[index] ?? marketOf("", 0, 0, "");
          book.marks.ofCurrency("EUR", "USD", mark(rate, time));
          book.marks.ofCurrency("TKN", "USD", mark("0.03", time));
          for (const { market: symbol } of markets) book.marks.ofMarket("desk", symbol, mark(price, time));
          book.fill({ ...trade, runId: market.runId, market: market.market });
          if (funding !== undefined)
            book.pay({
              runId: market.runId,
              market: market.market,
              amount: funding,
              currency: market.settle,
            });
          if (funding !== undefined && !funding.startsWith("-"))
            book.charge({
              runId: market.runId,
              market: market.market,
              amount: funding,
              currency: market.settle,
            });
          const total = book.total();
          expect(total.unknown).toEqual([]);
          expectConserved(total);
          for (const dimension of dimensions) {
            const lines = book.by(dimension);
            for (const figure of figures) {
              expect([dimension, figure, textOf(sumOf(lines.map((line) => exact(line[figure]))))]).toEqual([
                dimension,
                figure,
                total[figure],
              ]);
            }
            if (dimension !== "asset") for (const line of lines) expectConserved(line);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it("states money by account and currency as the fills moved it", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const book = newBook();
        const expected = new Map<string, Fixed>();
        const move = (account: string, currency: string, amount: Fixed): void => {
          const key = `${account} ${currency}`;
          expected.set(key, plus(expected.get(key) ?? ZERO, amount));
        };
        for (const { accountId, currency, amount } of capital) move(accountId, currency, exact(amount));
        for (const { market: index, side, quantity, price, fee, feeCurrency } of events) {
          const market = markets[index] ?? marketOf("", 0, 0, "");
          book.fill({ runId: market.runId, market: market.market, side, quantity, price, fee, feeCurrency });
          const value = times(exact(quantity), exact(price));
          move(market.accountId, market.settle, side === "buy" ? negated(value) : value);
          move(market.accountId, feeCurrency, negated(exact(fee)));
        }
        const balances = new Map(
          book.balances().map(({ accountId, currency, amount }) => [`${accountId} ${currency}`, amount]),
        );
        expect(balances).toEqual(new Map([...expected].map(([key, amount]) => [key, textOf(amount)])));
      }),
    );
  });

  const fillOf = (
    runId: string,
    market: string,
    side: "buy" | "sell",
    quantity: string,
    price: string,
    fee = "0",
  ) => ({
    runId,
    market,
    side,
    quantity,
    price,
    fee,
    feeCurrency: "USD",
  });

  it("realises profit first in, first out, and through zero", () => {
    const book = newBook();
    book.fill(fillOf("a", "ABC/USD", "buy", "1", "100", "0.5"));
    book.fill(fillOf("a", "ABC/USD", "buy", "2", "110"));
    book.fill(fillOf("a", "ABC/USD", "sell", "1.5", "120"));
    const line = (): BookLine | undefined => book.by("execution").find(({ key }) => key === "S0/r0");
    book.marks.ofMarket("desk", "ABC/USD", mark("121", 0));
    expect(line()).toMatchObject({
      realised: "25",
      unrealised: "16.5",
      fees: "0.5",
      net: "181.5",
      gross: "181.5",
    });
    book.fill(fillOf("a", "ABC/USD", "sell", "2.5", "90"));
    expect(line()).toMatchObject({
      realised: "-5",
      unrealised: "-31",
      net: "-121",
      gross: "121",
      profit: "-36.5",
    });
    expect(book.positions()).toMatchObject([
      { quantity: "-1", cost: "-90", mark: { price: "121", source: "test", time: 0 } },
    ]);
  });

  it("counts what strategies hold against each other as gross, and as nothing net", () => {
    const book = newBook();
    book.fill(fillOf("a", "ABC/USD", "buy", "3", "100"));
    book.fill(fillOf("b", "ABC/USD", "sell", "3", "100"));
    book.marks.ofMarket("desk", "ABC/USD", mark("50", 0));
    expect(book.by("asset").find(({ key }) => key === "ABC")).toMatchObject({ gross: "300", net: "0" });
    expect(book.by("strategy").map(({ key, net }) => [key, net])).toEqual([
      ["S0", "150"],
      ["S1", "-150"],
    ]);
  });

  it("does not know what it has no mark for, and says which mark is missing", () => {
    const book = newBook();
    book.fill(fillOf("a", "ABC/USD", "buy", "1", "100"));
    const [first, second] = book.by("strategy");
    expect(first).toMatchObject({
      cash: "5900.000000000001",
      net: undefined,
      equity: undefined,
      realised: "0",
    });
    expect(first?.unknown).toEqual(["ABC/USD at desk"]);
    expect(second).toMatchObject({ cash: undefined, net: "0", equity: undefined });
    expect(second?.unknown).toEqual(["EUR in USD"]);
    expect(book.total().equity).toBeUndefined();
    expect(book.total().unknown).toEqual(["ABC/USD at desk", "EUR in USD"]);
    book.marks.ofCurrency("EUR", "USD", mark("1.1", 5));
    expect(book.by("strategy")[1]).toMatchObject({ cash: "4550.55", equity: "4550.55", unknown: [] });
    expect(book.balances().find(({ currency }) => currency === "EUR")).toEqual({
      accountId: "other",
      currency: "EUR",
      amount: "500.5",
      mark: mark("1.1", 5),
      value: "550.55",
    });
  });

  it("keeps the newer of two marks", () => {
    const book = newBook();
    book.fill(fillOf("a", "ABC/USD", "buy", "1", "100"));
    book.marks.ofMarket("desk", "ABC/USD", mark("101", 10));
    book.marks.ofMarket("desk", "ABC/USD", mark("99", 9));
    expect(book.positions()[0]?.value).toBe("101");
  });

  it("refuses fills and payments that are not of its markets", () => {
    const book = newBook();
    expect(() => book.fill(fillOf("c", "ABC/USD", "buy", "1", "100"))).toThrow("no market ABC/USD of c");
    expect(() => book.pay({ runId: "b", market: "ABC/EUR", amount: "1", currency: "USD" })).toThrow(
      "settles in EUR",
    );
  });
});
