import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenize } from "../../grammar/index.ts";

const fragments = fc.constantFrom(
  "let x = 1",
  "// c\n",
  "/* c */",
  "/* open",
  "/// doc\n",
  '"text"',
  '"open\n',
  "'a'",
  "1_000.5",
  "2024-01-01T00:00Z",
  "15bps",
  ".5",
  "1h30m",
  "..",
  "&&",
  "§",
  "\u{1f600}",
  "\uFEFF",
  "\r\n",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join("")),
);

function images(text: string): readonly string[] {
  return tokenize(text).tokens.map(({ image, tokenType }) => `${tokenType.name}:${image}`);
}

describe("the lexer", () => {
  it("leaves no character out: all are in tokens, comments, gaps or white space", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokens, comments, gaps } = tokenize(text);
        const covered = [
          ...[...tokens, ...comments].map(({ startOffset, image }) => ({
            start: startOffset,
            end: startOffset + image.length,
          })),
          ...gaps,
        ].sort((a, b) => a.start - b.start);
        let position = 0;
        for (const { start, end } of covered) {
          expect(start).toBeGreaterThanOrEqual(position);
          expect(text.slice(position, start)).toMatch(/^[\s\uFEFF]*$/);
          position = end;
        }
        expect(text.slice(position)).toMatch(/^[\s\uFEFF]*$/);
      }),
      { numRuns: 2000 },
    );
  });

  it("tells numbers with their units apart", () => {
    expect(images("1_000.5 2% 15bps 30s 5m 1h 12 bars 0.5 BTC 2..50 1e5 x[1].y")).toEqual([
      "Number:1_000.5",
      "Ratio:2%",
      "Ratio:15bps",
      "Duration:30s",
      "Duration:5m",
      "Duration:1h",
      "Number:12",
      "Bars:bars",
      "Number:0.5",
      "AssetCode:BTC",
      "Number:2",
      "DotDot:..",
      "Number:50",
      "Number:1e5",
      "Identifier:x",
      "LBracket:[",
      "Number:1",
      "RBracket:]",
      "Dot:.",
      "Identifier:y",
    ]);
  });

  it("keeps what only looks like a number in one piece", () => {
    expect(images("1h30m 5USDT .5 1__0 10k 12bars")).toEqual([
      "MalformedNumber:1h30m",
      "MalformedNumber:5USDT",
      "MalformedNumber:.5",
      "MalformedNumber:1__0",
      "MalformedNumber:10k",
      "MalformedNumber:12bars",
    ]);
  });

  it("reads keywords as whole words only", () => {
    expect(images("let letter long longer USDT USDt")).toEqual([
      "Let:let",
      "Identifier:letter",
      "Long:long",
      "Identifier:longer",
      "AssetCode:USDT",
      "Identifier:USDt",
    ]);
  });
});
