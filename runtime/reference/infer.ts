import type { BarColumns } from "../market/bars.ts";
import { formatUnits } from "../money/index.ts";
import type { Instrument } from "./instrument.ts";
import { parseSymbol } from "./symbol.ts";

/** Fine enough for every market, coarse enough for exact arithmetic. */
const LOT = "0.00000001";

/**
 * An instrument for a market without reference data: the tick is the last decimal of the file's prices, the lot 10^-8,
 * no minimum, no fees. `origin` tells it apart, and a report must say so.
 */
export function inferInstrument(
  symbol: string,
  venue: string,
  bars: Pick<BarColumns, "priceDecimals">,
): Instrument {
  const parts = parseSymbol(symbol);
  return {
    symbol,
    venue,
    base: parts?.base ?? symbol,
    quote: parts?.quote ?? "",
    settle: parts?.settle,
    tickSize: formatUnits(1n, bars.priceDecimals),
    lotSize: LOT,
    quantityMin: undefined,
    quantityMax: undefined,
    notionalMin: undefined,
    makerFee: "0",
    takerFee: "0",
    contractSize: "1",
    origin: "inferred",
  };
}
