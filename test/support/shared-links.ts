import { deflateRawSync } from "node:zlib";
import type { Random } from "../fuzz/random.ts";

/** The fragment of a shared link that unpacks to a text, or to the JSON of a value. */
export const fragmentOf = (content: unknown): string => {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return `#1.${deflateRawSync(text).toString("base64url")}`;
};

/** Texts that would do something if they were ever taken for markup, code, a pattern or a path. */
export const hostileTexts: readonly string[] = [
  `<img src=x onerror="globalThis.owned = 1">`,
  `<script>globalThis.owned = 1</script>`,
  `"><svg onload="globalThis.owned = 1">`,
  `javascript:globalThis.owned = 1`,
  "$".concat("{globalThis.owned = 1}"),
  `");globalThis.owned = 1;("`,
  `url(https://elsewhere.invalid/x.png)`,
  `@import "https://elsewhere.invalid/x.css"`,
  `[a link](https://elsewhere.invalid) ![a picture](https://elsewhere.invalid/x.png)`,
  "../../../../etc/passwd",
  "__proto__",
  "constructor",
  "\u202egnirts desrever",
  "\u0000\ud800\uffff",
  "%s%n%x",
];

/** A plan which has a text wherever a plan takes free text. */
export const planWith = (text: string): string => {
  const quoted = JSON.stringify(text.replaceAll(/["\\\n\r\u2028\u2029]/g, "'"));
  return `/// ${text.replaceAll(/[\n\r]/g, " ")}
market m = "ABC/USD" at nasdaq

/// ${text.replaceAll(/[\n\r]/g, " ")}
strategy S trades m every 1d {
  /// ${text.replaceAll(/[\n\r]/g, " ")}
  param n: bars = 5 in 2..9
  let average = sma(close, n)
  plot average as ${quoted}
  enter long when close crosses above average { size 1 ABC }
  exit long when close crosses below average
}

scenario ${quoted} for S {
  start 2024-01-01T00:00Z with 10_000 USD
  candles m every 1d flat 100 for 9 bars
  expect between bar 0 and end nothing
}
`;
};

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "x",
  [],
  {},
  [[[[]]]],
  { __proto__: 1 },
  "constructor",
  "9".repeat(400),
  "generated:1:5000000000:86400000",
  "generated:1:-5:1",
  "generated:NaN:100:60000",
  "sample:../../index.html",
  "sample:goog_1d",
  "file:secret.csv",
  ...hostileTexts,
];

/** A link that nobody made with the page: anything where plan, data and settings are expected. */
export const hostileFragment = (random: Random, plan: string): string => {
  const value = (): unknown => random.pick(odd);
  const record = (depth: number): unknown =>
    Object.fromEntries(
      Array.from({ length: random.below(4) }, () => [
        random.pick([
          "GoldenCross",
          "goog",
          "fast",
          "slow",
          "__proto__",
          "constructor",
          "toString",
          "S",
          "n",
        ]),
        depth > 0 && random.oneIn(2) ? record(depth - 1) : value(),
      ]),
    );
  switch (random.below(6)) {
    case 0:
      return `#${random.pick(["1.", "2.", "", "1..", "1.%00"])}${garbage(random)}`;
    case 1: {
      const whole = fragmentOf({ name: "a.ctk", text: plan, data: {}, settings: {} });
      const at = 3 + random.below(whole.length - 3);
      return random.oneIn(2) ? whole.slice(0, at) : `${whole.slice(0, at)}A${whole.slice(at + 1)}`;
    }
    case 2:
      return fragmentOf(random.pick([value(), "{", "[1,", `{"name":`, "\u0000", "x".repeat(600_000)]));
    case 3:
      return fragmentOf({ name: value(), text: value(), data: value(), settings: value() });
    default:
      return fragmentOf({
        name: random.oneIn(3) ? value() : "golden-cross.ctk",
        text: random.oneIn(4) ? value() : plan,
        data: record(1),
        settings: {
          params: record(2),
          session: value(),
          strategy: value(),
          capital: value(),
          fee: value(),
          fills: value(),
        },
        more: record(2),
      });
  }
};

const garbage = (random: Random): string =>
  Array.from({ length: random.below(300) }, () => random.pick([..."Az09-_.!%+/=<>&\"'"])).join("");
