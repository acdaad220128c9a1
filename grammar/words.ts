/**
 * The words of the language, by the role that they play. This table is the only list: the token types, the
 * highlighting grammars and the recovery policy are derived from it.
 */

/** Words that can never be a name: they start a statement or an operator wherever they stand. */
export const reservedWords = {
  declaration: ["import", "fn", "indicator", "strategy", "scenario"],
  statement: ["param", "require", "let", "plot", "enter", "add", "exit", "yield"],
  operator: ["and", "or", "not", "between", "crosses", "is", "of", "on", "in"],
  control: ["if", "then", "else", "when"],
  constant: ["true", "false"],
} as const;

/** Words that mean something in their place only; elsewhere they are ordinary names. */
export const contextualWords = {
  declaration: ["market", "route", "risk", "session"],
  setting: [
    "venue",
    "account",
    "allow",
    "slippage",
    "fees",
    "latency",
    "max",
    "default",
    "limit",
    "forbid",
    "capital",
    "run",
    "guard",
    "fills",
    "start",
    "candles",
    "expect",
    "combo",
    "leg",
    "fill",
    "rebalance",
  ],
  clause: [
    "size",
    "order",
    "stop",
    "target",
    "trail",
    "capture",
    "expire",
    "ioc",
    "fok",
    "post",
    "via",
    "unprotected",
  ],
  value: [
    "long",
    "short",
    "entry",
    "same",
    "same_base",
    "hold",
    "reverse",
    "ignore",
    "reject",
    "clamp",
    "reduce",
    "halt",
    "flatten",
    "any",
    "touch",
    "mirror",
    "unwind",
    "keep",
    "cash",
  ],
  connective: [
    "above",
    "after",
    "all",
    "as",
    "asset",
    "at",
    "bar",
    "bars",
    "because",
    "below",
    "bottom",
    "by",
    "close",
    "day",
    "every",
    "filled",
    "for",
    "forward",
    "from",
    "intents",
    "known",
    "leverage",
    "maker",
    "next",
    "no",
    "only",
    "open",
    "opposite",
    "other",
    "pane",
    "part",
    "per",
    "range",
    "risking",
    "step",
    "taker",
    "to",
    "together",
    "top",
    "trades",
    "units",
    "unknown",
    "until",
    "up",
    "weighted",
    "with",
    "within",
  ],
} as const;

type ValuesOf<Table extends Readonly<Record<string, readonly string[]>>> = Table[keyof Table][number];

/** A word that is never a name. */
export type ReservedWord = ValuesOf<typeof reservedWords>;
/** A word that is a name wherever it is not expected as a keyword. */
export type ContextualWord = ValuesOf<typeof contextualWords>;
/** Any word that the grammar knows. */
export type Keyword = ReservedWord | ContextualWord;

/** All reserved words, in table order. */
export const reservedWordList: readonly ReservedWord[] = Object.values(reservedWords).flat();
/** All contextual words, in table order. */
export const contextualWordList: readonly ContextualWord[] = Object.values(contextualWords).flat();
