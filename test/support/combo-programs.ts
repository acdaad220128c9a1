import fc from "fast-check";
import type {
  Clause,
  ComboPart,
  Expression,
  HoldItem,
  Name,
  Side,
  StrategyStatement,
} from "../../compiler/ast/nodes.ts";

/** Random combos and holdings as syntax trees, from the parts of random programs. */

const zero = { id: 0, span: { source: 0, start: 0, end: 0 } } as const;

const named = (text: string): Name => ({ kind: "name", ...zero, text });

interface Parts {
  readonly expression: fc.Arbitrary<Expression>;
  readonly clauses: fc.Arbitrary<readonly Clause[]>;
  readonly side: fc.Arbitrary<Side>;
  readonly doc: fc.Arbitrary<string | undefined>;
}

const market = fc.constantFrom("btc", "eth", "sol").map(named);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** A share, or the name of one: nothing longer can be a weight. */
const weight: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom("60%", "12.5%", "15bps").map(
    (text): Expression => ({
      kind: "ratio",
      ...zero,
      value: Number.parseFloat(text) / (text.endsWith("%") ? 100 : 10_000),
      text,
    }),
  ),
  fc
    .constantFrom("w", "share_2")
    .map((text): Expression => ({ kind: "reference", ...zero, name: named(text) })),
);

const count: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .constantFrom("1", "3")
    .map((text): Expression => ({ kind: "number", ...zero, value: Number(text), text })),
  fc.constant<Expression>({ kind: "reference", ...zero, name: named("n") }),
);

const comboParts = ({ expression, clauses, side }: Parts): fc.Arbitrary<ComboPart> =>
  fc.oneof(
    fc
      .record({
        condition: optional(expression),
        legs: fc.array(fc.record({ side, market, clauses }), { maxLength: 3 }),
        fill: optional(fc.tuple(expression, fc.constantFrom("unwind", "keep"))),
      })
      .map(
        ({ condition, legs, fill }): ComboPart => ({
          kind: "comboEnter",
          ...zero,
          condition,
          parts: [
            ...legs.map((leg) => ({ kind: "leg", ...zero, ...leg }) as const),
            ...(fill === undefined
              ? []
              : [{ kind: "fillTogether", ...zero, within: fill[0], otherwise: fill[1] } as const]),
          ],
        }),
      ),
    fc
      .record({
        condition: optional(expression),
        after: optional(expression),
        ifUnknown: optional(fc.constantFrom("hold", "exit")),
      })
      .map((exit): ComboPart => ({ kind: "comboExit", ...zero, ...exit })),
    expression.map((condition): ComboPart => ({ kind: "rebalance", ...zero, condition })),
  );

const holdItem = ({ expression }: Parts): fc.Arbitrary<HoldItem> =>
  fc.record({ weight, isShort: fc.boolean() }).chain((base) =>
    fc.oneof(
      fc.constant<HoldItem>({ kind: "holdCash", ...zero, ...base, isShort: false }),
      market.map((own): HoldItem => ({ kind: "holdMarket", ...zero, ...base, market: own })),
      fc
        .record({
          order: fc.constantFrom("top", "bottom"),
          count,
          universe: market,
          by: expression,
          weightedBy: optional(expression),
        })
        .map((ranked): HoldItem => ({ kind: "holdRanked", ...zero, ...base, ...ranked })),
      fc
        .record({ universe: market, weightedBy: optional(expression) })
        .map((all): HoldItem => ({ kind: "holdAll", ...zero, ...base, ...all })),
    ),
  );

/** A combo, the mirror of one, or a holding. */
export const holdingStatement = (parts: Parts): fc.Arbitrary<StrategyStatement> =>
  fc.oneof(
    fc
      .record({ doc: parts.doc, name: market, parts: fc.array(comboParts(parts), { maxLength: 4 }) })
      .map((combo): StrategyStatement => ({ kind: "combo", ...zero, ...combo })),
    fc
      .record({ doc: parts.doc, name: market, mirrored: market })
      .map((mirror): StrategyStatement => ({ kind: "mirror", ...zero, ...mirror })),
    fc
      .record({
        doc: parts.doc,
        items: fc.array(holdItem(parts), { maxLength: 4 }),
        condition: optional(parts.expression),
      })
      .map(
        (hold): StrategyStatement => ({
          kind: "hold",
          ...zero,
          ...hold,
          schedule: {
            kind: "interval",
            ...zero,
            period: { kind: "duration", ...zero, milliseconds: 86_400_000, text: "1d" },
            offset: undefined,
            isBefore: false,
          },
        }),
      ),
  );
