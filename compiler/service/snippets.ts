import type { BlockKind } from "../../grammar/index.ts";

/** A statement with places to fill in: `[[1:its first text]]`, and `[[1]]` where the same is repeated. */
export interface Snippet {
  readonly name: string;
  /** The word that it begins with, by which completion finds it. */
  readonly word: string;
  /** The block in which it is a statement. */
  readonly block: BlockKind;
  readonly doc: string;
  readonly body: readonly string[];
}

/** Whole statements, as completion and the snippets of editors offer them. */
export const snippets: readonly Snippet[] = [
  {
    name: "market",
    word: "market",
    block: "module",
    doc: "An instrument.",
    body: ['market [[1:btc]] = "[[2:BTC/USDT]]" at [[3:binance]]'],
  },
  {
    name: "strategy with an entry and an exit",
    word: "strategy",
    block: "module",
    doc: "A strategy on a crossing of two averages, with a stop and a size that fits it.",
    body: [
      "strategy [[1:Trend]] trades [[2:btc]] every [[3:1h]] {",
      "  param [[4:fast]]: bars = [[5:12]] in 2..50",
      "  param [[6:slow]]: bars = [[7:48]] in 3..200",
      "  require [[4]] < [[6]]",
      "",
      "  let quick = ema(close, [[4]])",
      "  let steady = ema(close, [[6]])",
      "",
      "  enter long when quick crosses above steady {",
      "    size risking [[8:1%]] of equity",
      "    stop [[9:2]] * atr(14) below entry",
      "  }",
      "  exit long when quick crosses below steady",
      "}",
    ],
  },
  {
    name: "route",
    word: "route",
    block: "module",
    doc: "Where orders go and what they cost.",
    body: [
      "route [[1:spot]] {",
      "  venue [[2:binance]]",
      '  account "[[3:main]]"',
      "  allow market, limit, stop",
      "  slippage up to [[4:15bps]]",
      "}",
    ],
  },
  {
    name: "risk limits",
    word: "risk",
    block: "module",
    doc: "Limits that every intent must pass.",
    body: [
      "risk [[1:desk]] in [[2:USDT]] {",
      "  limit order notional to [[3:25_000]] [[2]]",
      "  limit gross notional to [[4:2]] * equity",
      "  limit drawdown to [[5:10%]] then flatten and halt",
      "}",
    ],
  },
  {
    name: "session",
    word: "session",
    block: "module",
    doc: "What runs together, on what capital.",
    body: ["session [[1:research]] {", "  capital [[2:100_000]] [[3:USDT]]", "  run [[4:Trend]]", "}"],
  },
  {
    name: "scenario",
    word: "scenario",
    block: "module",
    doc: "A test on candles that it states.",
    body: [
      'scenario "[[1:buys once]]" for [[2:Trend]] {',
      "  start [[3:2024-01-01]]T00:00Z with [[4:10_000]] [[5:USDT]]",
      "  candles [[6:btc]] every [[7:1h]] close [[[8:10, 10, 9, 8, 9, 11, 12]]] range 1",
      "  expect at bar [[9:5]] enter long",
      "  expect no other intents",
      "}",
    ],
  },
  {
    name: "check",
    word: "check",
    block: "module",
    doc: "What must hold at every step.",
    body: [
      'check "[[1:never short]]" for [[2:Trend]] over [[3:30]] walks',
      "  always [[4:position.side >= 0]]",
    ],
  },
  {
    name: "indicator with a state",
    word: "indicator",
    block: "module",
    doc: "A series that keeps one value from bar to bar.",
    body: [
      "indicator [[1:smooth]](x, length: bars = [[2:20]]) {",
      "  state [[3:s]] = x then [[3]] + (x - [[3]]) / length",
      "  yield [[3]]",
      "}",
    ],
  },
  {
    name: "long entry with a stop",
    word: "enter",
    block: "strategy",
    doc: "Buys when a condition holds, as much as loses a share of equity at the stop.",
    body: [
      "enter long when [[1:close crosses above highest(high, 20)[1]]] {",
      "  size risking [[2:1%]] of equity",
      "  stop [[3:2]] * atr(14) below entry",
      "}",
    ],
  },
  {
    name: "short entry with a stop",
    word: "enter",
    block: "strategy",
    doc: "Sells short when a condition holds, as much as loses a share of equity at the stop.",
    body: [
      "enter short when [[1:close crosses below lowest(low, 20)[1]]] {",
      "  size risking [[2:1%]] of equity",
      "  stop [[3:2]] * atr(14) above entry",
      "}",
    ],
  },
  {
    name: "limit entry that expires",
    word: "enter",
    block: "strategy",
    doc: "Rests at a price for some bars.",
    body: [
      "enter long when [[1:rsi(close, 14) < 30]] {",
      "  size [[2:5%]] of equity",
      "  order limit at [[3:close - atr(14)]]",
      "  stop [[4:2]] * atr(14) below entry",
      "  expire after [[5:3 bars]]",
      "}",
    ],
  },
  {
    name: "add to a position",
    word: "add",
    block: "strategy",
    doc: "One more unit while the position gains.",
    body: [
      "add long when [[1:close > last_fill + atr(20)]] up to [[2:4]] units {",
      "  size same",
      "  stop [[3:2]] * atr(20) below entry for all",
      "}",
    ],
  },
  {
    name: "exit on a condition",
    word: "exit",
    block: "strategy",
    doc: "Closes the long position.",
    body: ["exit long when [[1:close crosses below lowest(low, 10)[1]]]"],
  },
  {
    name: "exit after some bars",
    word: "exit",
    block: "strategy",
    doc: "Closes the long position after a time.",
    body: ["exit long after [[1:48 bars]]"],
  },
  {
    name: "parameter with a range",
    word: "param",
    block: "strategy",
    doc: "A number that runs and sweeps can change.",
    body: ["param [[1:length]]: bars = [[2:20]] in [[3:5]]..[[4:60]] step [[5:5]]"],
  },
  {
    name: "machine of two states",
    word: "machine",
    block: "strategy",
    doc: "A setup that is armed first and acts later.",
    body: [
      "machine [[1:setup]] {",
      "  state idle { on [[2:rsi(close, 14) < 30]] goto armed }",
      "  state armed {",
      "    on [[3:close > sma(close, 20)]] goto idle",
      "    on [[1]].bars > [[4:10]] goto idle",
      "  }",
      "}",
    ],
  },
  {
    name: "combo of two legs",
    word: "combo",
    block: "strategy",
    doc: "Two legs as one position.",
    body: [
      "combo [[1:pair]] {",
      "  enter when [[2:zscore(ratio, 60) < -2]] {",
      "    leg long [[3:a]] { size [[4:20%]] of equity }",
      "    leg short [[5:b]] { size [[4]] of equity }",
      "  }",
      "  exit when [[6:zscore(ratio, 60) > 0]]",
      "}",
    ],
  },
  {
    name: "share of equity",
    word: "size",
    block: "clauses",
    doc: "Buys for a share of equity.",
    body: ["size [[1:5%]] of equity"],
  },
  {
    name: "size by risk",
    word: "size",
    block: "clauses",
    doc: "As much as loses a share of equity at the stop.",
    body: ["size risking [[1:1%]] of equity"],
  },
  {
    name: "stop by the range",
    word: "stop",
    block: "clauses",
    doc: "Some average true ranges away from the entry.",
    body: ["stop [[1:2]] * atr([[2:14]]) [[3:below]] entry"],
  },
  {
    name: "stop at a price",
    word: "stop",
    block: "clauses",
    doc: "At a price.",
    body: ["stop at [[1:lowest(low, 20)[1]]]"],
  },
  {
    name: "target by the range",
    word: "target",
    block: "clauses",
    doc: "Some average true ranges away from the entry.",
    body: ["target [[1:4]] * atr([[2:14]]) [[3:above]] entry"],
  },
  {
    name: "trailing stop",
    word: "trail",
    block: "clauses",
    doc: "Follows the best price at a distance.",
    body: ["trail [[1:3]] * atr([[2:14]])"],
  },
];

const hole = /\[\[(\d+)(?::(.*?))?\]\](?!\])/g;

/** The text of a snippet in the notation that editors share, with `${1:text}` for the places to fill in. */
export function snippetText({ body }: Snippet): string {
  return body
    .join("\n")
    .replaceAll(hole, (_, number: string, text?: string) =>
      text === undefined ? `$${number}` : `\${${number}:${text.replaceAll("}", "\\}")}}`,
    );
}

/** The text of a snippet as it would be with nothing changed. */
export function snippetExample({ body }: Snippet): string {
  const firsts = new Map<string, string>();
  const text = body.join("\n");
  for (const [, number = "", first] of text.matchAll(hole)) {
    if (first !== undefined) {
      firsts.set(number, first);
    }
  }
  return text.replaceAll(hole, (_, number: string) => firsts.get(number) ?? "");
}
