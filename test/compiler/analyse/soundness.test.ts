import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConsistent, possibilities } from "../../../compiler/analyse/consistency.ts";
import { partsOfStrategy } from "../../../compiler/analyse/rule-parts.ts";
import type { FeatureId } from "../../../compiler/ir/nodes.ts";
import { readBars } from "../../support/backtest.ts";
import { BAR_KINDS, makeBars } from "../../support/bar-data.ts";
import { someCondition, someValues, strategyOf, truthOf } from "../../support/condition-programs.ts";
import type { Fields } from "../../support/series-runner.ts";
import "../../support/seed.ts";

const FALSE = 0;
const TRUE = 1;

const combinations = [
  [true, true],
  [true, false],
  [false, true],
  [false, false],
] as const;

const { open, high, low, close, volume } = readBars("examples/data/goog_1d.csv.gz");
const real: Fields = { open, high, low, close, volume };

/** Bars of every kind of made-up data, and of a share over eight years. */
const someFields: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(real) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...BAR_KINDS), fc.integer())
      .map(([kind, seed]): Fields => makeBars(kind, 300, seed)),
  },
);

/** Conditions of one plan: what holds of each is asked, and what holds of each two. */
const someConditions = fc.array(someCondition, { minLength: 5, maxLength: 5 });

describe("verdicts of the analysis", () => {
  it("are never contradicted by data", () => {
    const verdicts = { single: 0, pair: 0 };
    fc.assert(
      fc.property(someConditions, someValues, someFields, (conditions, values, fields) => {
        const strategy = strategyOf(conditions);
        fc.pre(strategy !== undefined);
        const { knowledge } = partsOfStrategy(strategy);
        const rules = strategy.rules.flatMap(({ condition }) =>
          condition.pure === undefined ? [] : [{ text: condition.text, feature: condition.pure }],
        );
        const truth = truthOf(
          strategy,
          rules.map(({ feature }) => feature),
          values,
          fields,
        );
        const literal = (feature: FeatureId, isTrue: boolean) => ({
          term: knowledge.terms.ofFeature(feature),
          isTrue,
        });
        for (const [at, { text, feature }] of rules.entries()) {
          const own = truth[at] ?? [];
          const { canBeTrue, canBeFalse } = possibilities(knowledge, literal(feature, true).term);
          verdicts.single += canBeTrue && canBeFalse ? 0 : 1;
          expect(canBeTrue || !own.includes(TRUE), `never: ${text}`).toBe(true);
          expect(canBeFalse || !own.includes(FALSE), `always: ${text}`).toBe(true);
          for (const [other, { text: second, feature: with_ }] of rules.slice(0, at).entries()) {
            for (const [x, y] of combinations) {
              if (!isConsistent(knowledge, [literal(feature, x), literal(with_, y)])) {
                verdicts.pair += 1;
                const found = own.some(
                  (value, bar) => value === Number(x) && truth[other]?.[bar] === Number(y),
                );
                expect(found, `${text} is ${x} while ${second} is ${y}`).toBe(false);
              }
            }
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(verdicts.single).toBeGreaterThan(50);
    expect(verdicts.pair).toBeGreaterThan(500);
  });
});
