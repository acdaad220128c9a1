import type { Loader } from "../../compiler/index.ts";
import { type Compilation, compile } from "../../compiler/index.ts";

/** The file that examples of the catalogue import. */
const library = `indicator trend(x) = sma(x, 20)

market btc = "BTC/USDT" at binance

strategy EthTrend trades btc every 1h {
  enter long when close > trend(close) {
    size 5% of equity
    stop 2% * close below entry
  }
}
`;

/** Finds the files beside an example; an import of `./main.ctk` leads back to the example itself. */
export function exampleLoader(entry: string): Loader {
  return (specifier) => {
    switch (specifier) {
      case "./library.ctk":
        return { path: "library.ctk", text: library };
      case "./main.ctk":
        return { path: "main.ctk", text: entry };
      default:
        return undefined;
    }
  };
}

/** Compiles a text as `main.ctk`. */
export function compileText(text: string): Compilation {
  return compile({ entry: { path: "main.ctk", text }, loader: exampleLoader(text) });
}

/** The codes of a compilation, in order. */
export function codesOf(text: string): readonly string[] {
  return compileText(text).diagnostics.items.map((item) => item.code);
}
