import { type Fixed, parseDecimal } from "../money/index.ts";

/** A price that something is valued at. */
export interface Mark {
  /** Decimal string. */
  readonly price: string;
  /** Who says so: a market's close, a venue's mark price, a rate of a bank. */
  readonly source: string;
  /** When it was true, milliseconds since 1970 UTC. */
  readonly time: number;
}

/** The last known prices: of markets in the currency they are quoted in, and of currencies in each other. */
export class Marks {
  private readonly known = new Map<string, { readonly mark: Mark; readonly price: Fixed }>();

  /** Takes a price of a market. Throws RangeError where it is no decimal number. */
  ofMarket(venue: string, market: string, mark: Mark): void {
    this.set(marketKey(venue, market), mark);
  }

  /** Takes the worth of one unit of a currency in another. Throws RangeError where it is no decimal number. */
  ofCurrency(currency: string, inCurrency: string, mark: Mark): void {
    this.set(currencyKey(currency, inCurrency), mark);
  }

  private set(key: string, mark: Mark): void {
    const last = this.known.get(key);
    if (last !== undefined && last.mark.time > mark.time) return;
    this.known.set(key, { mark, price: parseDecimal(mark.price) });
  }

  market(venue: string, market: string): { readonly mark: Mark; readonly price: Fixed } | undefined {
    return this.known.get(marketKey(venue, market));
  }

  currency(currency: string, inCurrency: string): { readonly mark: Mark; readonly price: Fixed } | undefined {
    return this.known.get(currencyKey(currency, inCurrency));
  }
}

const marketKey = (venue: string, market: string): string => `market ${market} at ${venue}`;

const currencyKey = (currency: string, inCurrency: string): string => `rate ${currency} in ${inCurrency}`;

/** An amount in another currency: exact, or what is missing to know it. */
export interface Worth {
  readonly amount: Fixed;
  /** Marks that are not known; `amount` means nothing unless there are none. */
  readonly missing: readonly string[];
}
