import { z } from "zod";
import { decimalOf, formatUnits } from "../money/index.ts";
import type { Instrument } from "./instrument.ts";

const number = z.number().nullish();
const range = z.object({ min: number, max: number }).nullish();

const marketSchema = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string().nullish(),
  type: z.string().nullish(),
  inverse: z.boolean().nullish(),
  option: z.boolean().nullish(),
  contractSize: number,
  maker: number,
  taker: number,
  precision: z.object({ amount: number, price: number }),
  limits: z.object({ amount: range, cost: range }),
});

const feesSchema = z.object({ maker: number, taker: number });

const fileSchema = z.object({
  /** ccxt's constants: 2 decimal places, 3 significant digits, 4 tick size. */
  precisionModeValue: z.number().optional(),
  fees: z.union([z.object({ trading: feesSchema }).transform((fees) => fees.trading), feesSchema]).nullish(),
  markets: z.record(z.string(), z.unknown()),
});

type CcxtMarket = z.output<typeof marketSchema>;

/** Instruments of a venue's metadata, and the markets that could not be used, with the reason. */
export type MarketsResult =
  | {
      readonly ok: true;
      readonly instruments: readonly Instrument[];
      readonly skipped: readonly { readonly symbol: string; readonly reason: string }[];
    }
  | { readonly ok: false; readonly code: "REF1001"; readonly message: string };

const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

/**
 * Reads market metadata in the form of ccxt: `{ precisionModeValue, fees, markets }`, precisions as steps (4, the
 * default) or as digit counts (2). Sizes of linear contracts are brought to base units.
 */
export function parseMarkets(json: unknown, venue: string): MarketsResult {
  const file = fileSchema.safeParse(json);
  if (!file.success) {
    return { ok: false, code: "REF1001", message: `not market metadata: ${firstIssue(file.error)}` };
  }
  const mode = file.data.precisionModeValue ?? TICK_SIZE;
  if (mode !== TICK_SIZE && mode !== DECIMAL_PLACES) {
    const message = `precision mode ${mode} is not supported: give steps (4) or decimal places (2)`;
    return { ok: false, code: "REF1001", message };
  }
  const instruments: Instrument[] = [];
  const skipped: { symbol: string; reason: string }[] = [];
  for (const [symbol, raw] of Object.entries(file.data.markets)) {
    const market = marketSchema.safeParse(raw);
    const result = market.success
      ? toInstrument(market.data, venue, mode, file.data.fees ?? {})
      : firstIssue(market.error);
    if (typeof result === "string") {
      skipped.push({ symbol, reason: result });
    } else {
      instruments.push(result);
    }
  }
  return { ok: true, instruments, skipped };
}

/** The instrument, or why there is none. */
function toInstrument(
  market: CcxtMarket,
  venue: string,
  mode: number,
  fees: z.output<typeof feesSchema>,
): Instrument | string {
  if (market.option === true || market.type === "option") {
    return "options are not supported";
  }
  const isContract = market.settle !== null && market.settle !== undefined;
  if (market.inverse === true || (isContract && market.settle === market.base)) {
    return "inverse contracts are not supported: their size is in quote currency";
  }
  const tick = step(market.precision.price, mode);
  const lot = step(market.precision.amount, mode);
  if (tick === undefined || lot === undefined) {
    return `no ${tick === undefined ? "price" : "amount"} precision`;
  }
  const contractSize = market.contractSize ?? 1;
  const inBase = (value: number | null | undefined): string | undefined =>
    value === null || value === undefined || value <= 0 ? undefined : product(value, contractSize);
  const cost = market.limits.cost?.min;
  return {
    symbol: market.symbol,
    venue,
    base: market.base,
    quote: market.quote,
    settle: market.settle ?? undefined,
    tickSize: tick,
    lotSize: product(Number(lot), contractSize),
    quantityMin: inBase(market.limits.amount?.min),
    quantityMax: inBase(market.limits.amount?.max),
    notionalMin: cost === null || cost === undefined || cost <= 0 ? undefined : decimalText(cost),
    makerFee: decimalText(market.maker ?? fees.maker ?? 0),
    takerFee: decimalText(market.taker ?? fees.taker ?? 0),
    contractSize: decimalText(contractSize),
    origin: "reference",
  };
}

/** A precision as a step. */
function step(value: number | null | undefined, mode: number): string | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (mode === DECIMAL_PLACES) {
    return value < 0 ? formatUnits(10n ** BigInt(-value), 0) : formatUnits(1n, value);
  }
  return value > 0 ? decimalText(value) : undefined;
}

/** The shortest decimal that means the same double, without an exponent: 1e-5 gives `0.00001`. */
function decimalText(value: number): string {
  const { units, scale } = decimalOf(value);
  return formatUnits(units, scale);
}

function product(a: number, b: number): string {
  const left = decimalOf(a);
  const right = decimalOf(b);
  return formatUnits(left.units * right.units, left.scale + right.scale);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "unreadable" : `${issue.path.join(".") || "the file"}: ${issue.message}`;
}
