import { describe, expect, it } from "vitest";
import { applyEdits, catalogueList } from "../../compiler/diagnostics/index.ts";
import { codesOf, compileText } from "./example-files.ts";

const entries = catalogueList();
const withExamples = entries.filter((entry) => entry.example.bad !== "");

/** Examples of the parser that mean something else to the checker: they show their syntax only. */
const syntaxOnly: ReadonlySet<string> = new Set(["CTK1015", "CTK1023"]);
const ofExample = (code: string, text: string): readonly string[] =>
  codesOf(text).filter((found) => !syntaxOnly.has(code) || found.startsWith("CTK1"));

describe("the diagnostics catalogue", () => {
  it("uses each code once, in the range of its kind", () => {
    const codes = entries.map((entry) => entry.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) {
      expect(code).toMatch(/^CTK[123459]\d{3}$/);
    }
  });

  it("leaves only failures of the compiler itself without an example", () => {
    const without = entries.filter((entry) => entry.example.bad === "").map((entry) => entry.slug);
    expect(without).toEqual(["too-large", "internal", "generated-types"]);
  });

  it.each(withExamples.map((entry) => [entry.code, entry.slug, entry.example] as const))(
    "%s %s: the bad example gives exactly it, the good one nothing",
    (code, _slug, example) => {
      expect(ofExample(code, example.bad)).toEqual([code]);
      expect(ofExample(code, example.good)).toEqual([]);
    },
  );

  it.each(withExamples.map((entry) => [entry.code, entry.slug, entry.example] as const))(
    "%s %s: each safe fix removes its diagnostic",
    (code, _slug, example) => {
      const found = compileText(example.bad).diagnostics.items.filter((item) => item.code === code);
      for (const fix of found.flatMap((item) => item.fixes.filter((one) => one.safety === "safe"))) {
        const edits = fix.edits.filter((edit) => edit.span.source === 0);
        const fixed = applyEdits(example.bad, edits);
        expect(fixed).not.toBe(example.bad);
        expect(codesOf(fixed), fixed).not.toContain(code);
      }
    },
  );
});
