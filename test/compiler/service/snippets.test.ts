import { describe, expect, it } from "vitest";
import { analyseText, diagnosticsOf } from "../../../compiler/index.ts";
import { type Snippet, snippetExample, snippets, snippetText } from "../../../compiler/service/snippets.ts";

const markets = `market btc = "BTC/USDT" at binance
market a = "ETH/USDT" at binance
market b = "LTC/USDT" at binance
`;
const strategy = `strategy Trend trades btc every 1h {
  enter long when close > open { size 1 BTC  unprotected }
}
`;

/** A snippet as it is inserted, with what it needs around it. */
const placed = (snippet: Snippet): string => {
  const text = snippetExample(snippet);
  switch (snippet.block) {
    case "module":
      return snippet.word === "strategy"
        ? `${markets}${text}\n`
        : snippet.word === "market"
          ? `${text}\n`
          : `${markets}${strategy}${text}\n`;
    case "clauses": {
      const rest = snippet.word === "size" ? "stop 5 USDT below entry" : "size 1 BTC";
      const isExit = snippet.word === "target" ? "unprotected" : "";
      return `${markets}strategy S trades btc every 1h {\n  enter long when close > open { ${text} ${rest} ${isExit} }\n}\n`;
    }
    default: {
      const isCombo = snippet.word === "combo";
      const before = isCombo
        ? "let ratio = a.close / a.open"
        : snippet.word === "enter"
          ? "exit short when close > open"
          : "enter long when close > open { size 1 BTC  unprotected }";
      return `${markets}strategy S trades ${isCombo ? "a, b" : "btc"} every 1h {\n  ${before}\n  ${text}\n}\n`;
    }
  }
};

describe("a snippet", () => {
  it.each(snippets.map((snippet) => [snippet.name, snippet] as const))(
    "%s is correct as it is inserted",
    (_, snippet) => {
      const text = placed(snippet);
      const errors = diagnosticsOf(analyseText(text)).filter(({ severity }) => severity === "error");
      expect(
        errors.map(({ code, message }) => `${code} ${message}`),
        text,
      ).toEqual([]);
    },
  );

  it.each(snippets.map((snippet) => [snippet.name, snippet] as const))(
    "%s numbers its places from 1 on",
    (_, snippet) => {
      const numbers = [...snippetText(snippet).matchAll(/\$\{?(\d+)/g)].map(([, number]) => Number(number));
      expect([...new Set(numbers)].sort((x, y) => x - y)).toEqual(
        Array.from({ length: Math.max(...numbers) }, (_, index) => index + 1),
      );
    },
  );
});
