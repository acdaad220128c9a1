import { type Analysis, createWorkspace, type Workspace } from "../../../compiler/index.ts";

/** A library of one strategy with everything that has a name, and a plan that runs it. */
export const library = `market btc = "BTC/USDT" at binance
route spot { venue binance }

/// Buys strength.
strategy Trend trades btc via spot every 1h {
  /// Bars of the quick average.
  param fast: bars = 12 in 2..50
  param slow: bars = 48 in 3..200
  require fast < slow
  /// The quick one.
  let quick = ema(close, fast)
  let steady = ema(close, slow)
  machine setup {
    state idle { on quick > steady goto armed }
    state armed { on quick < steady goto idle { capture seen = close } }
  }
  enter long when quick crosses above steady and setup.armed {
    size risking 1% of equity
    stop 2 * atr(14) below entry
    capture noise = atr(14)
  }
  exit long when close < entry - noise
  exit long when close > seen
}
`;

export const plan = `import { Trend as T, spot } from "../lib/trend.ctk"

session main {
  capital 10_000 USDT
  run T(fast = 10) via spot
}
`;

/** A workspace of the library and the plan. */
export const workspace = (): Workspace =>
  createWorkspace([
    { path: "plans/main.ctk", text: plan },
    { path: "lib/trend.ctk", text: library },
  ]);

/** The analysis of a file that the workspace has. */
export const analysed = (from: Workspace, path: string): Analysis => {
  const analysis = from.analyse(path);
  if (analysis === undefined) throw new Error(`no ${path}`);
  return analysis;
};

/** The texts of places, with their files. */
export const shown = (
  from: Workspace,
  places: readonly {
    readonly path: string;
    readonly range: { readonly start: number; readonly end: number };
  }[],
): readonly string[] =>
  places.map(({ path, range }) => {
    const text = from.textOf(path) ?? "";
    const line = text.slice(0, range.start).split("\n").length;
    return `${path}:${line} ${text.slice(range.start, range.end)}`;
  });
