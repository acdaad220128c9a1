/** The parts of a unified symbol, `BASE/QUOTE` or `BASE/QUOTE:SETTLE`, with or without an expiry. */
export interface SymbolParts {
  readonly base: string;
  readonly quote: string;
  readonly settle: string | undefined;
}

/** Takes a unified symbol apart; undefined where it has another form. */
export function parseSymbol(symbol: string): SymbolParts | undefined {
  const match = /^([^/:\s]+)\/([^/:\s]+?)(?::([^/:\s-]+)(?:-[^/:\s]+)?)?$/.exec(symbol);
  const [, base, quote, settle] = match ?? [];
  return base === undefined || quote === undefined ? undefined : { base, quote, settle };
}
