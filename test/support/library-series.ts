/** Series of calls of the standard library as the compiler makes them from the text that a trader writes. */

import type { AnySeries } from "../../stdlib/index.ts";
import { loadText } from "./backtest.ts";

/** A series for each expression, on the market `btc` on a clock of one minute. Throws where one does not compile. */
export const librarySeries = <Name extends string>(
  expressions: Readonly<Record<Name, string>>,
): ReadonlyMap<string, AnySeries> => {
  const entries = Object.entries<string>(expressions);
  const lines = entries.map(
    ([, text], index) => `  let line${index} = ${text}\n  plot line${index} as "${index}"`,
  );
  const plan = `market btc = "BTC/USDT" at binance
strategy Lines trades btc every 1m {
${lines.join("\n")}
  enter long when close > open { size 1 BTC stop 1% of close below entry }
}`;
  const strategy = loadText(plan).strategies.Lines;
  const features = strategy?.features({}) ?? {};
  const plotted = new Map(strategy?.plots.map(({ title, feature }) => [title, features[feature]]));
  return new Map(
    entries.map(([name, text], index) => {
      const series = plotted.get(String(index));
      if (series === undefined) throw new Error(`${text} is no feature`);
      return [name, series];
    }),
  );
};
