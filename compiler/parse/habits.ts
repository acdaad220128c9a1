/** Words for the clauses of an order elsewhere, and the clause here. */
export const foreignClauses: ReadonlyMap<string, string> = new Map([
  ...["quantity", "qty", "amount", "volume", "lots", "shares", "contracts", "position_size"].map(
    (word) => [word, "write `size 5% of equity`, `size 0.5 BTC` or `size risking 1% of equity`."] as const,
  ),
  ...["stop_loss", "stoploss", "stopLoss", "sl", "loss"].map(
    (word) => [word, "write `stop 2% of close below entry`, or `stop 2 * atr(14) below entry`."] as const,
  ),
  ...["take_profit", "takeprofit", "takeProfit", "tp", "profit"].map(
    (word) => [word, "write `target 4% of close above entry`."] as const,
  ),
  ...["trailing", "trailing_stop", "trailingStop", "trail_stop"].map(
    (word) => [word, "write `trail 3% of close`."] as const,
  ),
  ["limit", "write `order limit at ..` with the price."],
  ["price", "write `order limit at ..` with the price."],
  ["type", "write `order market`, `order limit at ..` or `order stop at ..`."],
  ["leverage", "write `max leverage 3` in the route."],
]);

/** Words that start statements of other languages, and what a trader writes here instead. */
export const foreignStatements: ReadonlyMap<string, string> = new Map([
  ["for", "there are no loops: write `sum(x, n)`, `highest(x, n)` or another indicator over the last bars."],
  ["while", "there are no loops: write an indicator over the last bars, such as `sum(x, n)`."],
  ["var", "write `let name = ..`; a value that builds on its last one is a `state` in an `indicator`."],
  ["varip", "write `let name = ..`; a value that builds on its last one is a `state` in an `indicator`."],
  ["const", "write `let name = ..`."],
  ["def", "write `fn name(x) = ..` or `indicator name(x) = ..`, outside of the strategy."],
  ["function", "write `fn name(x) = ..` or `indicator name(x) = ..`, outside of the strategy."],
  ["class", "write a `strategy` with its `param`, `let` and `enter` statements."],
  ["return", "write the value after `=`, or `yield` it from an indicator."],
  ["input", "write `param name = default in low..high`."],
  ["plotshape", 'write `plot x as "name"`.'],
  ["study", "write `strategy Name trades market every 1h { .. }` or `indicator name(x) = ..`."],
  ["from", 'write `import { name } from "./file.ctk"`.'],
  ["close", "write `exit long when ..`."],
  ["df", "a plan has no data frame: name a series with `let x = sma(close, 20)`."],
  ["data", "a plan has no data frame: name a series with `let x = sma(close, 20)`."],
  ["print", 'write `plot x as "name"` to see a value at every bar.'],
  ["buy", "write `enter long when .. { size ..  stop .. }`."],
  ["sell", "write `exit long when ..`, or `enter short when ..` to sell short."],
  ["else", "write a second rule with its own condition, or `if c then a else b` inside an expression."],
  ["elif", "write a second rule with its own condition."],
]);

/** Calls of other languages that stand where a statement should, by the names before the parenthesis. */
export const foreignCalls: ReadonlyMap<string, string> = new Map([
  [
    "strategy",
    "write `strategy Name trades market every 1h { .. }`; a whole Pine script is translated by `ctk import FILE`.",
  ],
  ["indicator", "write `indicator name(x) = ..`."],
  ["strategy.entry", "write `enter long when .. { size ..  stop .. }`."],
  ["strategy.order", "write `enter long when .. { size ..  stop .. }`."],
  ["strategy.close", "write `exit long when ..`."],
  ["strategy.close_all", "write `exit when ..`."],
  ["strategy.exit", "write `stop ..` and `target ..` in the block of the entry, or `exit long when ..`."],
  ["self.buy", "write `enter long when .. { size ..  stop .. }`."],
  ["self.sell", "write `exit long when ..`, or `enter short when ..` to sell short."],
]);
