import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, explain, renderCard, renderText, toJson } from "../../compiler/index.ts";
import { compileText } from "./example-files.ts";

const programs = ["full-plan", "every-part", "habits"].map((name) =>
  readFileSync(new URL(`../fixtures/plans/${name}/input.ctk`, import.meta.url), "utf8"),
);

const tokenPattern = /\/\/.*|"[^"]*"|[\w.%]+|\s+|[^\s\w]/g;

/** A program with some tokens deleted, doubled, swapped or replaced by others of the same program. */
const mutated = fc
  .record({
    program: fc.constantFrom(...programs),
    edits: fc.array(
      fc.record({
        at: fc.nat(10_000),
        how: fc.constantFrom("delete", "double", "replace", "swap"),
        other: fc.nat(10_000),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ program, edits }) => {
    const tokens = program.match(tokenPattern) ?? [];
    for (const { at, how, other } of edits) {
      const index = at % tokens.length;
      const source = tokens[other % tokens.length] ?? "";
      const present = tokens[index] ?? "";
      const next = how === "delete" ? "" : how === "double" ? `${present} ${present}` : ` ${source} `;
      if (how === "swap") {
        tokens[other % tokens.length] = present;
      }
      tokens[index] = how === "swap" ? source : next;
    }
    return tokens.join("");
  });

/** A strategy whose last let is the first one doubled again and again. */
const doubling =
  (depth: number, step: (index: number) => string) =>
  (first: string): string =>
    `fn twice(x) = x + x
market btc = "BTC/USDT" at binance
strategy Example trades btc every 1h {
  let v0 = ${first}
  ${Array.from({ length: depth }, (_, index) => step(index + 1)).join("\n  ")}
  enter long when v${depth} > 5 USDT {
    size 5% of equity
    stop 2 * atr(14) below entry
  }
  exit long when close < twice(open)
}
`;

describe("compilation is total", () => {
  it("gives a plan or diagnostics for any mutation of a program, and no bug of its own", () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { plan, diagnostics, sources } = compileText(text);
        expect(
          diagnostics.items.filter((item) => item.code === "CTK9001").map((item) => item.message),
        ).toEqual([]);
        expect(plan === undefined).toBe(diagnostics.errorCount > 0);
        expect(diagnostics.items.length).toBeLessThanOrEqual(50);
        renderText(diagnostics, sources);
        toJson(diagnostics, sources);
        for (const item of diagnostics.items) {
          expect(item.span.start).toBeLessThanOrEqual(item.span.end);
          expect(item.span.end).toBeLessThanOrEqual(text.length);
          for (const fix of item.fixes) {
            applyEdits(text, fix.edits);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["lets", (depth: number) => doubling(depth, (index) => `let v${index} = v${index - 1} + v${index - 1}`)],
    ["functions", (depth: number) => doubling(depth, (index) => `let v${index} = twice(v${index - 1})`)],
  ])("takes a chain of doublings by %s in its stride", (_name, make) => {
    const series = compileText(make(60)("close"));
    expect(series.diagnostics.items).toEqual([]);
    expect(series.plan?.strategies[0]?.features.length).toBeLessThan(100);
    if (series.plan !== undefined) {
      expect(renderCard(explain(series.plan, series.tables, series.sources)).length).toBeLessThan(40_000);
    }
    const step = compileText(make(60)("entry"));
    expect(step.diagnostics.items.map((item) => item.slug)).toContain("too-large");
  });

  it("limits the expansion of functions that call each other twice", () => {
    const functions = Array.from(
      { length: 40 },
      (_, index) => `fn f${index + 1}(x) = ${index === 0 ? "x" : `f${index}(x) + f${index}(x)`}`,
    );
    const text = `${functions.join("\n")}\n${doubling(1, () => "let v1 = f40(v0)")("close")}`;
    expect(compileText(text).diagnostics.items.map((item) => item.slug)).toContain("too-large");
  });

  it("gives the same result for the same text", () => {
    for (const program of programs) {
      const first = compileText(program);
      const second = compileText(program);
      expect(second.plan).toEqual(first.plan);
      expect(second.diagnostics).toEqual(first.diagnostics);
    }
  });
});
