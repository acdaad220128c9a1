export { type MarketsResult, parseMarkets } from "./ccxt-markets.ts";
export { inferInstrument } from "./infer.ts";
export type { Instrument, MarginTerms, MarginTier } from "./instrument.ts";
export { bundledVenues, lookupInstrument } from "./lookup.ts";
export { parseSymbol, type SymbolParts } from "./symbol.ts";
