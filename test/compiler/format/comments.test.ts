import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format, print, sameTree } from "../../../compiler/format/index.ts";
import { countingIds, parse } from "../../../compiler/parse/index.ts";
import { program } from "../../support/programs.ts";

const comment = fc.constantFrom(
  " // line\n",
  "\n// own line\n",
  "\n\n// apart\n\n",
  " /* inline */ ",
  "\n/* own\n   lines */\n",
  "\n",
  "\n\n\n",
  " // trailing spaces  \r\n",
  " /// behind\n",
  " //// ruler\n",
  "\n/// above\n",
);

/** A program with comments and line breaks at random places between its tokens. */
const commented = fc
  .tuple(program, fc.array(fc.tuple(fc.nat(), comment), { minLength: 1, maxLength: 6 }))
  .map(([module, insertions]) => {
    const text = print(module);
    const { tokens } = parse(text, 0, countingIds());
    const places = insertions
      .map(([at, piece]) => ({ offset: tokens[at % (tokens.length + 1)]?.start ?? text.length, piece }))
      .sort((a, b) => b.offset - a.offset);
    return places.reduce(
      (result, { offset, piece }) => result.slice(0, offset) + piece + result.slice(offset),
      text,
    );
  });

describe("formatting with comments", () => {
  it("keeps every comment and the meaning, and settles", () => {
    fc.assert(
      fc.property(commented, (text) => {
        const source = parse(text, 0, countingIds());
        const result = format(text);
        expect({ text, result }).toMatchObject({ text, result: { ok: true } });
        if (result.ok) {
          const formatted = parse(result.text, 0, countingIds());
          expect(sameTree(source.module, formatted.module)).toBe(true);
          const words = (list: typeof source.comments): readonly string[] =>
            list
              .map((piece) =>
                piece.text
                  .replace(/^\/{3}(?!\/)/, "//")
                  .replace(/\s+/g, " ")
                  .trim(),
              )
              .sort();
          expect(words(formatted.comments)).toEqual(words(source.comments));
          expect(format(result.text)).toEqual(result);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("makes no documentation of a comment inside a statement", () => {
    const result = format(`indicator rising(bars) = //
///
all
indicator falling(bars) = bars`);
    expect(result).toEqual({
      ok: true,
      text: "indicator rising(bars) = all //\n\n//\n\nindicator falling(bars) = bars\n",
    });
  });

  it("keeps a comment with the clause that it explains", () => {
    const result = format(`strategy S trades btc every 1h {
  enter long when close > open {
    // never more than this
    stop 5 USDT below entry // hard
    size 1 BTC // small
  }
}`);
    expect(result).toEqual({
      ok: true,
      text: `strategy S trades btc every 1h {
  enter long when close > open {
    size 1 BTC // small
    // never more than this
    stop 5 USDT below entry // hard
  }
}
`,
    });
  });
});
