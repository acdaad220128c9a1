import { describe, expect, it } from "vitest";
import { countingIds, parse, type SyntaxEdit, syntaxEntries } from "../../../compiler/parse/index.ts";

function slugs(text: string): readonly string[] {
  return parse(text, 0, countingIds()).problems.map(({ slug }) => slug);
}

function applyEdits(text: string, edits: readonly SyntaxEdit[]): string {
  const backwards = [...edits].sort((a, b) => b.span.start - a.span.start);
  return backwards.reduce(
    (result, { span, text: put }) => result.slice(0, span.start) + put + result.slice(span.end),
    text,
  );
}

const entries = Object.entries(syntaxEntries);

describe("the catalogue of syntax problems", () => {
  it("has a code of its own for each", () => {
    const codes = entries.map(([, { code }]) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it.each(entries)("shows %s in its bad example and nothing in its good one", (slug, { example }) => {
    expect(slugs(example.bad)).toEqual([slug]);
    expect(slugs(example.good)).toEqual([]);
  });

  it.each(entries)("has fixes for %s that remove it", (_, { example }) => {
    for (const problem of parse(example.bad, 0, countingIds()).problems) {
      for (const fix of problem.fixes) {
        expect(slugs(applyEdits(example.bad, fix.edits)), fix.title).toEqual([]);
      }
    }
  });

  it("names habits so that the fix gives the program that was meant", () => {
    const bad = "fn f(a, b) = a>1&&!b||a<>2";
    const { problems } = parse(bad, 0, countingIds());
    const edits = problems.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(applyEdits(bad, edits)).toBe("fn f(a, b) = a>1 and not b or a != 2");
  });
});
