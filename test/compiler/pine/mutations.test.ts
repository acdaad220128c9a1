import { compile, translatePine } from "ctk/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pineFixtures } from "./fixtures.ts";

/** Pieces of a script that a mutation moves: words, numbers, marks, blanks, line ends. */
const pieces = (script: string): string[] => script.match(/\w+|\s+|[^\w\s]/g) ?? [];

const mutations = [
  (parts: string[], at: number) => parts.splice(at, 1),
  (parts: string[], at: number) => parts.splice(at, 0, parts[at] ?? ""),
  (parts: string[], at: number, other: number) => parts.splice(at, 1, parts[other] ?? ""),
  (parts: string[], at: number) => parts.splice(at),
] as const;

const mutated = (split: (script: string) => string[], join: string): fc.Arbitrary<string> =>
  fc
    .record({
      fixture: fc.constantFrom(...pineFixtures),
      steps: fc.array(
        fc.record({
          // Cutting the rest off is rare, because little is left after it.
          kind: fc.oneof({ weight: 12, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(3) }),
          at: fc.nat(1_000_000),
          other: fc.nat(1_000_000),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ fixture, steps }) => {
      const parts = split(fixture.script);
      for (const { kind, at, other } of steps) {
        mutations[kind]?.(parts, at % Math.max(1, parts.length), other % Math.max(1, parts.length));
      }
      return parts.join(join);
    });

/** Translates, and compiles what comes out. */
const isSound = (script: string): void => {
  const result = translatePine(script);
  if (result.kind === "nothing") {
    expect(result.why).not.toBe("");
    return;
  }
  const { diagnostics } = compile({ entry: { path: "imported.ctk", text: result.text } });
  expect(diagnostics.items.filter((item) => item.severity === "error")).toEqual([]);
  expect(result.text).toContain("enter ");
};

describe("translating damaged scripts", () => {
  it("gives a plan that compiles or says that there is nothing, whatever lines are gone, doubled or swapped", () => {
    fc.assert(
      fc.property(
        mutated((script) => script.split("\n"), "\n"),
        isSound,
      ),
      { numRuns: 60 },
    );
  });

  it("gives a plan that compiles or says that there is nothing, whatever words are gone, doubled or swapped", () => {
    fc.assert(fc.property(mutated(pieces, ""), isSound), { numRuns: 100 });
  });

  it("reads any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(translatePine(text).kind).toBe("nothing");
        translatePine(
          `//@version=6\nstrategy("x")\n${text}\nif close > open\n    strategy.entry("a", strategy.long)`,
        );
      }),
      { numRuns: 100 },
    );
  });

  it("ends in good time where a script nests deep or repeats itself", () => {
    const head = '//@version=6\nstrategy("x")\n';
    const deep = `x = ${"(".repeat(3000)}close${")".repeat(3000)}\n`;
    const chain = Array.from({ length: 12 }, (_, k) => `v${k + 1} = v${k} + v${k}\n`).join("");
    const nested = Array.from({ length: 200 }, (_, k) => `${"    ".repeat(k)}if close > ${k}\n`).join("");
    const entry = 'if v12 > 0\n    strategy.entry("a", strategy.long)\nstrategy.close("a")\n';
    for (const script of [
      deep,
      `v0 = close\n${chain}`,
      nested,
      `a = [${"[".repeat(500)}`,
      "x = 1 +\n".repeat(500),
    ]) {
      isSound(head + script + entry);
    }
  });
});
