import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format, print, sameTree } from "../../../compiler/format/index.ts";
import { countingIds, parse } from "../../../compiler/parse/index.ts";
import { outline } from "../../support/outline.ts";
import { program } from "../../support/programs.ts";

describe("printing and parsing", () => {
  it.each([
    "order stop at (close in USD)",
    "order limit at (close in USD)",
    "stop at (close in USD)",
    "target at (close in USD)",
    "trail (close in USD)",
    "size (equity in USD)",
  ])("keeps the brackets of `%s` before a route", (clause) => {
    const text = `strategy S trades m every 1h {\n  add long up to 2 units {\n    ${clause}\n    via desk\n  }\n}\n`;
    expect(format(text)).toEqual({ ok: true, text });
  });

  it("leaves signs in a row as they are, more of them than brackets may be nested", () => {
    const signs = "-".repeat(101);
    const result = format(`fn f(x) = ${signs}x`);
    expect(result.ok && result.text.includes(`= ${signs}x`)).toBe(true);
  });

  it("parses what it prints back to the same tree", () => {
    fc.assert(
      fc.property(program, (module) => {
        const text = print(module);
        const { module: parsed, problems } = parse(text, 0, countingIds());
        expect({ text, problems }).toEqual({ text, problems: [] });
        if (!sameTree(module, parsed)) {
          expect(`${text}\n${outline(parsed)}`).toBe(`${text}\n${outline(module)}`);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("formats what it prints to itself", () => {
    fc.assert(
      fc.property(program, (module) => {
        const text = print(module);
        expect(format(text)).toEqual({ ok: true, text });
      }),
      { numRuns: 300 },
    );
  });
});
