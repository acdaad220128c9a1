import {
  type Fixed,
  magnitude,
  minus,
  negated,
  parseDecimal,
  plus,
  sumOf,
  textOf,
  times,
  ZERO,
} from "../money/index.ts";
import type { FillRow, FundingRow } from "../session/outcome.ts";
import { type Mark, Marks, type Worth } from "./marks.ts";
import { PositionCost } from "./position-cost.ts";

/** Whose a position or an amount of money is. */
export interface BookOwner {
  readonly strategyId: string;
  readonly routeId: string;
  readonly executionId: string;
  readonly accountId: string;
}

/** A market of a run, and what its trades are counted as. */
export interface BookMarket extends BookOwner {
  readonly runId: string;
  readonly market: string;
  readonly venue: string;
  /** What is held. */
  readonly base: string;
  /** What is paid with. */
  readonly settle: string;
}

/** Money that was there before the first fill. */
export interface BookCapital extends BookOwner {
  readonly currency: string;
  /** Decimal string. */
  readonly amount: string;
}

export interface BookOptions {
  /** Currency of all values. */
  readonly currency: string;
  readonly markets: readonly BookMarket[];
  readonly capital: readonly BookCapital[];
}

/** Stands for money and positions that belong to no single one: a run's capital where its markets take several routes. */
export const SHARED = "-";

/** Ways to add an inventory up. */
export type BookDimension = "strategy" | "route" | "execution" | "account" | "asset";

/** Exact decimals in the book's currency; undefined where a mark is missing: unknown is not zero. */
export interface BookLine {
  readonly key: string;
  /** Money of all currencies. */
  readonly cash: string | undefined;
  /** Sum of the signed values of positions, and of their absolute values. */
  readonly net: string | undefined;
  readonly gross: string | undefined;
  /** First in, first out; before fees and funding. */
  readonly realised: string | undefined;
  readonly unrealised: string | undefined;
  /** Paid; negative: a rebate. */
  readonly fees: string | undefined;
  /** Paid; negative: received. */
  readonly funding: string | undefined;
  /** Interest on what is sold short, and fees of liquidations. */
  readonly charges: string | undefined;
  /** The money at the start, at the present marks: a change of rates is no profit of trading. */
  readonly initial: string | undefined;
  /** realised + unrealised - fees - funding - charges. */
  readonly profit: string | undefined;
  /** cash + net, which is initial + profit. */
  readonly equity: string | undefined;
  /** Marks that are missing, as `ABC/USD at desk` or `EUR in USD`. */
  readonly unknown: readonly string[];
}

/** A position at its mark. */
export interface BookPosition extends BookMarket {
  /** Signed. */
  readonly quantity: string;
  /** Sum of quantity * price of what is held, in `settle`. */
  readonly cost: string;
  readonly mark: Mark | undefined;
  /** In the book's currency. */
  readonly value: string | undefined;
}

/** Money of one currency in one account, at its mark; the book's own currency needs none. */
export interface BookBalance {
  readonly accountId: string;
  readonly currency: string;
  readonly amount: string;
  readonly mark: Mark | undefined;
  readonly value: string | undefined;
}

interface Position {
  readonly market: BookMarket;
  readonly cost: PositionCost;
  funding: Fixed;
  charges: Fixed;
  /** By currency. */
  readonly fees: Map<string, Fixed>;
  /** Fees that were bought with other money, by their own currency: of these the account holds nothing. */
  readonly bought: Map<string, Fixed>;
  /** What has flowed in, by currency: booked fill by fill, and not from the other figures. */
  readonly flows: Map<string, Fixed>;
}

type Figure =
  | "cash"
  | "net"
  | "gross"
  | "realised"
  | "unrealised"
  | "fees"
  | "funding"
  | "charges"
  | "initial";

interface Entry {
  readonly owner: BookOwner;
  readonly asset: string;
  readonly figure: Figure;
  readonly worth: Worth;
}

type BookedFill = Pick<
  FillRow,
  "runId" | "market" | "side" | "quantity" | "price" | "fee" | "feeCurrency" | "feeValue"
>;

/** What a row of funding, interest or a liquidation took. */
type Payment = Pick<FundingRow, "runId" | "market" | "amount" | "currency">;

const keyOf = (runId: string, market: string): string => `${runId} ${market}`;

const add = (amounts: Map<string, Fixed>, currency: string, amount: Fixed): void => {
  amounts.set(currency, plus(amounts.get(currency) ?? ZERO, amount));
};

/**
 * Positions, money and exposure by strategy, route, execution context, account and asset, from fills, funding payments and charges
 * alone. Everything is exact, so every way of adding it up gives the same, to the last digit. In the view by asset, a
 * position's figures belong to what is held, and money to its currency.
 */
export class InventoryBook {
  readonly currency: string;
  readonly marks = new Marks();
  private readonly positionsByKey = new Map<string, Position>();
  private readonly capital: readonly BookCapital[];

  constructor({ currency, markets, capital }: BookOptions) {
    this.currency = currency;
    this.capital = capital;
    for (const market of markets) {
      this.positionsByKey.set(keyOf(market.runId, market.market), {
        market,
        cost: new PositionCost(),
        funding: ZERO,
        charges: ZERO,
        fees: new Map(),
        bought: new Map(),
        flows: new Map(),
      });
    }
  }

  private at(runId: string, market: string): Position {
    const position = this.positionsByKey.get(keyOf(runId, market));
    if (position === undefined) throw new RangeError(`the book has no market ${market} of ${runId}`);
    return position;
  }

  private trade(position: Position, quantity: Fixed, price: Fixed): void {
    position.cost.trade(quantity, price);
    add(position.flows, position.market.settle, negated(times(quantity, price)));
  }

  /** Books a fill. Throws RangeError for a market that the book does not have. */
  fill(row: BookedFill): void {
    const position = this.at(row.runId, row.market);
    const size = parseDecimal(row.quantity);
    // A fee that the account has bought at a price is money of what it was bought with.
    const fee = parseDecimal(row.feeValue ?? row.fee);
    const currency = row.feeValue === undefined ? row.feeCurrency : position.market.settle;
    if (row.feeValue !== undefined) add(position.bought, row.feeCurrency, parseDecimal(row.fee));
    this.trade(position, row.side === "buy" ? size : negated(size), parseDecimal(row.price));
    add(position.fees, currency, fee);
    add(position.flows, currency, negated(fee));
  }

  /** Books a funding payment. Throws RangeError for a market that the book does not have, or another currency than it settles in. */
  pay(row: Payment): void {
    const { position, amount } = this.take(row);
    position.funding = plus(position.funding, amount);
  }

  /** Books interest or the fee of a liquidation. Throws RangeError as `pay` does. */
  charge(row: Payment): void {
    const { position, amount } = this.take(row);
    position.charges = plus(position.charges, amount);
  }

  private take(row: Payment): { readonly position: Position; readonly amount: Fixed } {
    const position = this.at(row.runId, row.market);
    if (row.currency !== position.market.settle)
      throw new RangeError(`${row.market} settles in ${position.market.settle}, not in ${row.currency}`);
    const amount = parseDecimal(row.amount);
    add(position.flows, row.currency, negated(amount));
    return { position, amount };
  }

  /** Takes a position over at a price, without a fee: one from before the first fill. */
  hold(row: {
    readonly runId: string;
    readonly market: string;
    readonly quantity: string;
    readonly price: string;
  }): void {
    this.trade(this.at(row.runId, row.market), parseDecimal(row.quantity), parseDecimal(row.price));
  }

  /** An amount of a currency in the book's. */
  private worthOf(amount: Fixed, currency: string): Worth {
    if (currency === this.currency || amount.units === 0n) return { amount, missing: [] };
    const known = this.marks.currency(currency, this.currency);
    return known === undefined
      ? { amount: ZERO, missing: [`${currency} in ${this.currency}`] }
      : { amount: times(amount, known.price), missing: [] };
  }

  /** The value of a position in the currency that it settles in, converted to the book's. */
  private valueOf({ market, cost }: Position): Worth {
    if (cost.quantity.units === 0n) return { amount: ZERO, missing: [] };
    const known = this.marks.market(market.venue, market.market);
    return known === undefined
      ? { amount: ZERO, missing: [`${market.market} at ${market.venue}`] }
      : this.worthOf(times(cost.quantity, known.price), market.settle);
  }

  private *entries(): Generator<Entry> {
    for (const { currency, amount, ...owner } of this.capital) {
      const worth = this.worthOf(parseDecimal(amount), currency);
      yield { owner, asset: currency, figure: "cash", worth };
      yield { owner, asset: currency, figure: "initial", worth };
    }
    for (const position of this.positionsByKey.values()) {
      const { market, cost, funding, charges, fees, flows } = position;
      const { base, settle } = market;
      const value = this.valueOf(position);
      const paid = this.worthOf(cost.cost, settle);
      const entry = (figure: Figure, worth: Worth, asset = base): Entry => ({
        owner: market,
        asset,
        figure,
        worth,
      });
      yield entry("net", value);
      yield entry("gross", { ...value, amount: magnitude(value.amount) });
      yield entry("unrealised", {
        amount: minus(value.amount, paid.amount),
        missing: [...value.missing, ...paid.missing],
      });
      yield entry("realised", this.worthOf(cost.realised, settle));
      yield entry("funding", this.worthOf(funding, settle));
      yield entry("charges", this.worthOf(charges, settle));
      for (const [currency, amount] of fees) yield entry("fees", this.worthOf(amount, currency));
      for (const [currency, amount] of flows) yield entry("cash", this.worthOf(amount, currency), currency);
    }
  }

  /** The inventory by one dimension, in the order of the keys. */
  by(dimension: BookDimension): readonly BookLine[] {
    const totals = new Map<string, Total>();
    for (const { market } of this.positionsByKey.values())
      totalOf(totals, keyIn(dimension, market, market.base));
    for (const entry of this.entries())
      totalOf(totals, keyIn(dimension, entry.owner, entry.asset)).add(entry);
    return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, total]) => total.line(key));
  }

  /** The whole inventory as one line. */
  total(): BookLine {
    const total = new Total();
    for (const entry of this.entries()) total.add(entry);
    return total.line("total");
  }

  /** Positions that are not flat. */
  positions(): readonly BookPosition[] {
    return [...this.positionsByKey.values()]
      .filter(({ cost }) => cost.quantity.units !== 0n)
      .map((position) => {
        const { market, cost } = position;
        return {
          ...market,
          quantity: textOf(cost.quantity),
          cost: textOf(cost.cost),
          mark: this.marks.market(market.venue, market.market)?.mark,
          value: knownText(this.valueOf(position)),
        };
      });
  }

  /** Fees by account and currency that were bought with other money: what a venue has taken beside `balances`. */
  boughtFees(): readonly Pick<BookBalance, "accountId" | "currency" | "amount">[] {
    const amounts = new AccountAmounts();
    for (const { market, bought } of this.positionsByKey.values())
      for (const [currency, amount] of bought) amounts.put(market.accountId, currency, amount);
    return amounts.list().map((row) => ({ ...row, amount: textOf(row.amount) }));
  }

  /** Money by account and currency. */
  balances(): readonly BookBalance[] {
    const amounts = new AccountAmounts();
    for (const { accountId, currency, amount } of this.capital)
      amounts.put(accountId, currency, parseDecimal(amount));
    for (const { market, flows } of this.positionsByKey.values())
      for (const [currency, amount] of flows) amounts.put(market.accountId, currency, amount);
    return amounts.list().map(({ accountId, currency, amount }) => ({
      accountId,
      currency,
      amount: textOf(amount),
      mark: currency === this.currency ? undefined : this.marks.currency(currency, this.currency)?.mark,
      value: knownText(this.worthOf(amount, currency)),
    }));
  }
}

/** Amounts of money while they are added up by account and currency. */
class AccountAmounts {
  private readonly known = new Map<
    string,
    { readonly accountId: string; readonly currency: string; amount: Fixed }
  >();

  put(accountId: string, currency: string, amount: Fixed): void {
    const key = JSON.stringify([accountId, currency]);
    const known = this.known.get(key) ?? { accountId, currency, amount: ZERO };
    known.amount = plus(known.amount, amount);
    this.known.set(key, known);
  }

  list(): readonly { readonly accountId: string; readonly currency: string; readonly amount: Fixed }[] {
    return [...this.known.values()];
  }
}

const keyIn = (dimension: BookDimension, owner: BookOwner, asset: string): string => {
  switch (dimension) {
    case "strategy":
      return owner.strategyId;
    case "route":
      return owner.routeId;
    case "execution":
      return owner.executionId;
    case "account":
      return owner.accountId;
    case "asset":
      return asset;
  }
};

const knownText = ({ amount, missing }: Worth): string | undefined =>
  missing.length === 0 ? textOf(amount) : undefined;

const totalOf = (totals: Map<string, Total>, key: string): Total => {
  const known = totals.get(key) ?? new Total();
  totals.set(key, known);
  return known;
};

/** Figures while they are added up. */
class Total {
  private readonly amounts = new Map<Figure, Fixed>();
  private readonly missing = new Map<Figure, Set<string>>();

  add({ figure, worth }: Entry): void {
    this.amounts.set(figure, plus(this.amounts.get(figure) ?? ZERO, worth.amount));
    for (const mark of worth.missing) {
      const marks = this.missing.get(figure) ?? new Set();
      this.missing.set(figure, marks.add(mark));
    }
  }

  private sum(figures: readonly Figure[], less: readonly Figure[] = []): string | undefined {
    if ([...figures, ...less].some((figure) => this.missing.has(figure))) return undefined;
    const amountOf = (figure: Figure): Fixed => this.amounts.get(figure) ?? ZERO;
    return textOf(minus(sumOf(figures.map(amountOf)), sumOf(less.map(amountOf))));
  }

  line(key: string): BookLine {
    return {
      key,
      cash: this.sum(["cash"]),
      net: this.sum(["net"]),
      gross: this.sum(["gross"]),
      realised: this.sum(["realised"]),
      unrealised: this.sum(["unrealised"]),
      fees: this.sum(["fees"]),
      funding: this.sum(["funding"]),
      charges: this.sum(["charges"]),
      initial: this.sum(["initial"]),
      profit: this.sum(["realised", "unrealised"], ["fees", "funding", "charges"]),
      equity: this.sum(["cash", "net"]),
      unknown: [...new Set([...this.missing.values()].flatMap((marks) => [...marks]))].sort(),
    };
  }
}
