/** How tightly an operator binds: a higher level binds tighter. */
export const bindingLevels = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  coalesce: 5,
  additive: 6,
  multiplicative: 7,
  unary: 8,
  postfix: 9,
} as const;

/** The name of a level of {@link bindingLevels}. */
export type BindingLevel = keyof typeof bindingLevels;

/** The infix operators with two operands, as written. All associate to the left, except that comparisons do not chain. */
export const infixOperators = {
  or: "or",
  and: "and",
  "<": "comparison",
  "<=": "comparison",
  ">": "comparison",
  ">=": "comparison",
  "==": "comparison",
  "!=": "comparison",
  "??": "coalesce",
  "+": "additive",
  "-": "additive",
  "*": "multiplicative",
  "/": "multiplicative",
  of: "multiplicative",
} as const satisfies Readonly<Record<string, BindingLevel>>;

/** An infix operator as written. */
export type InfixOperator = keyof typeof infixOperators;

/**
 * Operators of other languages that the grammar reads in order to name them. `instead` is the operator that means
 * the same here, where there is one; `level` is where it is parsed.
 */
export const foreignOperators = {
  "&&": { level: "and", instead: "and" },
  "&": { level: "and", instead: "and" },
  "||": { level: "or", instead: "or" },
  "|": { level: "or", instead: "or" },
  "===": { level: "comparison", instead: "==" },
  "=": { level: "comparison", instead: "==" },
  "!==": { level: "comparison", instead: "!=" },
  "<>": { level: "comparison", instead: "!=" },
  "=<": { level: "comparison", instead: "<=" },
  "=>": { level: "comparison", instead: ">=" },
  "^": { level: "multiplicative", instead: undefined },
  "**": { level: "multiplicative", instead: undefined },
  "%": { level: "multiplicative", instead: undefined },
} as const satisfies Readonly<
  Record<string, { readonly level: BindingLevel; readonly instead: InfixOperator | undefined }>
>;

/** An infix operator of another language. */
export type ForeignOperator = keyof typeof foreignOperators;

/** Tells the operators of the language from the foreign ones and from everything else. */
export function isInfixOperator(text: string): text is InfixOperator {
  return Object.hasOwn(infixOperators, text);
}

/** Whether the text is an operator that only other languages have. */
export function isForeignOperator(text: string): text is ForeignOperator {
  return Object.hasOwn(foreignOperators, text);
}
