/**
 * Reference data of one instrument. Steps and limits are decimal strings, exactly as a venue states them.
 */
export interface Instrument {
  /** ccxt's unified symbol. */
  readonly symbol: string;
  readonly venue: string;
  readonly base: string;
  readonly quote: string;
  readonly settle: string | undefined;
  /** Price step. */
  readonly tickSize: string;
  /** Quantity step in base units. */
  readonly lotSize: string;
  readonly quantityMin: string | undefined;
  readonly quantityMax: string | undefined;
  /** Smallest order value in quote currency. */
  readonly notionalMin: string | undefined;
  /** Fee rates as decimal strings: `0.001` is 0.1 %. */
  readonly makerFee: string;
  readonly takerFee: string;
  readonly contractSize: string;
  /** `reference`: from a venue's metadata. `inferred`: from the data file, because no metadata was given. */
  readonly origin: "reference" | "inferred";
  /** What a position needs as margin, where that is known. */
  readonly margin?: MarginTerms;
}

/** Maintenance margin of a position by its value: the value times the rate of its tier, less the tier's amount. */
export interface MarginTier {
  /** Largest value of a position in this tier, in quote currency. */
  readonly upTo: number;
  readonly rate: number;
  readonly amount: number;
}

/** When a venue closes a position, and what that costs. */
export interface MarginTerms {
  /** By rising value. */
  readonly tiers: readonly MarginTier[];
  /** Share of the value that a liquidation costs beside the taker fee, as a decimal string. */
  readonly liquidationFee: string;
}
