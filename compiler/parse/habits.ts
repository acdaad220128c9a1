/** Words that start statements of other languages, and what a trader writes here instead. */
export const foreignStatements: ReadonlyMap<string, string> = new Map([
  ["for", "there are no loops: write `sum(x, n)`, `highest(x, n)` or another indicator over the last bars."],
  ["while", "there are no loops: write an indicator over the last bars, such as `sum(x, n)`."],
  ["var", "write `let name = ..`; what a rule must remember from its entry is a `capture`."],
  ["varip", "write `let name = ..`; what a rule must remember from its entry is a `capture`."],
  ["const", "write `let name = ..`."],
  ["def", "write `fn name(x) = ..` or `indicator name(x) = ..`, outside of the strategy."],
  ["function", "write `fn name(x) = ..` or `indicator name(x) = ..`, outside of the strategy."],
  ["class", "write a `strategy` with its `param`, `let` and `enter` statements."],
  ["return", "write the value after `=`, or `yield` it from an indicator."],
  ["input", "write `param name = default in low..high`."],
  ["plotshape", 'write `plot x as "name"`.'],
  ["study", "write `strategy Name trades market every 1h { .. }` or `indicator name(x) = ..`."],
  ["print", 'write `plot x as "name"` to see a value at every bar.'],
  ["buy", "write `enter long when .. { size ..  stop .. }`."],
  ["sell", "write `exit long when ..`, or `enter short when ..` to sell short."],
  ["else", "write a second rule with its own condition, or `if c then a else b` inside an expression."],
  ["elif", "write a second rule with its own condition."],
]);

/** Calls of other languages that stand where a statement should, by the names before the parenthesis. */
export const foreignCalls: ReadonlyMap<string, string> = new Map([
  ["strategy", "write `strategy Name trades market every 1h { .. }`."],
  ["indicator", "write `indicator name(x) = ..`."],
  ["strategy.entry", "write `enter long when .. { size ..  stop .. }`."],
  ["strategy.order", "write `enter long when .. { size ..  stop .. }`."],
  ["strategy.close", "write `exit long when ..`."],
  ["strategy.close_all", "write `exit when ..`."],
  ["strategy.exit", "write `stop ..` and `target ..` in the block of the entry, or `exit long when ..`."],
  ["self.buy", "write `enter long when .. { size ..  stop .. }`."],
  ["self.sell", "write `exit long when ..`, or `enter short when ..` to sell short."],
]);
