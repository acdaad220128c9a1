import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format, print } from "../../../compiler/format/index.ts";
import { countingIds, parse } from "../../../compiler/parse/index.ts";
import { program } from "../../support/programs.ts";

const folder = fileURLToPath(new URL("../../fixtures/syntax/", import.meta.url));
const corpus = readdirSync(folder).map((name) => readFileSync(`${folder}${name}/input.ctk`, "utf8"));

/** Parses and checks what must hold for every text. */
function survives(text: string): void {
  const { module, problems } = parse(text, 7, countingIds());
  expect(module.span).toEqual({ source: 7, start: 0, end: text.length });
  for (const { span, fixes } of problems) {
    for (const place of [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))]) {
      expect(place.source).toBe(7);
      expect(place.start).toBeGreaterThanOrEqual(0);
      expect(place.end).toBeGreaterThanOrEqual(place.start);
      expect(place.end).toBeLessThanOrEqual(text.length);
    }
  }
  const starts = problems.map(({ span }) => span.start);
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
}

const noise = fc.constantFrom(
  "{",
  "}",
  "(",
  ")",
  "[",
  "let",
  "when",
  "enter",
  "=",
  "..",
  "if",
  "on",
  "in",
  "§",
  '"',
  "5",
);

describe("parsing", () => {
  it("survives any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survives), { numRuns: 1000 });
  });

  it("survives any sequence of words of the language", () => {
    const words = fc.constantFrom(...new Set(corpus.flatMap((text) => text.split(/\s+/))));
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (list) => survives(list.join(" "))),
      { numRuns: 1000 },
    );
  });

  it("survives programs with a token deleted, doubled or replaced", () => {
    const sources = fc.oneof(fc.constantFrom(...corpus), program.map(print));
    const change = fc.tuple(fc.nat(), fc.constantFrom("delete", "double", "replace"), noise);
    fc.assert(
      fc.property(sources, fc.array(change, { minLength: 1, maxLength: 3 }), (source, changes) => {
        let text = source;
        for (const [at, kind, word] of changes) {
          const { tokens } = parse(text, 0, countingIds());
          const token = tokens[at % Math.max(1, tokens.length)];
          if (token !== undefined) {
            const put =
              kind === "delete" ? " " : kind === "double" ? ` ${token.text} ${token.text} ` : ` ${word} `;
            text = text.slice(0, token.start) + put + text.slice(token.end);
          }
        }
        survives(text);
        format(text);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["parentheses", "(", 20_000],
    ["closed parentheses", "(1)", 20_000],
    ["brackets", "[", 20_000],
    ["calls", "f(", 20_000],
    ["conditionals", "if a then b else ", 20_000],
    ["conditions", "if ", 20_000],
    ["ternaries", "a ? ", 20_000],
    ["signs", "-", 20_000],
    ["negations", "not ", 20_000],
    ["operators", "1 + ", 20_000],
    ["comparisons", "1 < ", 20_000],
    ["indexes", "x[1]", 5_000],
    ["braces", "{", 20_000],
    ["closing braces", "}", 20_000],
    ["statements", "let ", 20_000],
    ["quotes", '"', 20_001],
    ["comments", "/*", 20_000],
  ])("survives thousands of %s", (_, piece, count) => {
    survives(`strategy S trades a every 1h { let x = ${piece.repeat(count)} 1 }`);
    survives(piece.repeat(count));
  });

  it("accepts what a person might nest", () => {
    const text = `fn f(x) = ${"(".repeat(90)}x${")".repeat(90)} + ${"1 + ".repeat(150)}1`;
    expect(parse(text, 0, countingIds()).problems).toEqual([]);
  });

  it("keeps the statements around a broken one", () => {
    const { module, problems } = parse(
      `strategy S trades btc every 1h {
  let a = 1
  let b = )
  let c = 3
  enter long when a > { size 5% of equity }
  exit long when c < a
}
market btc = "BTC/USDT" at binance`,
      0,
      countingIds(),
    );
    expect(problems).toHaveLength(2);
    const [strategy, market] = module.declarations;
    expect(market?.kind).toBe("market");
    expect(strategy?.kind === "strategy" && strategy.statements.map(({ kind }) => kind)).toEqual([
      "let",
      "let",
      "let",
      "enter",
      "exit",
    ]);
  });
});
