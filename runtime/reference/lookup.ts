import { type MarketsResult, parseMarkets } from "./ccxt-markets.ts";
import type { Instrument } from "./instrument.ts";
import { binanceSpot } from "./venues/binance-spot.ts";
import { binanceUsdm } from "./venues/binance-usdm.ts";
import { binanceUsdmMargin } from "./venues/binance-usdm-margin.ts";
import { bybit } from "./venues/bybit.ts";
import { kraken } from "./venues/kraken.ts";
import { okx } from "./venues/okx.ts";

/** The metadata files of each venue. A venue's symbols are distinct over its files. */
const VENUES: Readonly<Record<string, readonly unknown[]>> = {
  binance: [binanceSpot, binanceUsdm],
  binanceusdm: [binanceUsdm],
  bybit: [bybit],
  kraken: [kraken],
  okx: [okx],
};

/** Venues for which reference data of a few markets comes with the package. */
export const bundledVenues: readonly string[] = Object.keys(VENUES);

/** An instrument from the bundled reference data; undefined where it has none. */
export function lookupInstrument(venue: string, symbol: string): Instrument | undefined {
  for (const file of VENUES[venue.toLowerCase()] ?? []) {
    const markets: MarketsResult = parseMarkets(file, venue);
    const found = markets.ok ? markets.instruments.find((market) => market.symbol === symbol) : undefined;
    if (found !== undefined) {
      const margin = file === binanceUsdm ? binanceUsdmMargin[symbol] : undefined;
      return margin === undefined ? found : { ...found, margin };
    }
  }
  return undefined;
}
