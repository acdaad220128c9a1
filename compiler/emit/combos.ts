import type { ComboIr, ConditionIr, HoldIr, HoldingIr, LegIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import { type ModuleContext, placeText } from "./context.ts";
import { type Doc, mark } from "./layout.ts";
import { quote } from "./literals.ts";
import { orderDoc, orderScalars, sizeDoc, sizeScalars, spanDoc } from "./rules.ts";
import { scalarFunction } from "./scalars.ts";
import { featuresIn, type StrategyNames } from "./strategy-names.ts";
import { array, object, type Property, present } from "./syntax.ts";

const distinct = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b);

const readsOf = (scalars: readonly (ScalarIr | undefined)[]): readonly number[] =>
  distinct(scalars.flatMap((scalar) => (scalar === undefined ? [] : featuresIn(scalar))));

/** Features that the functions of a combo's legs read. */
const legReads = ({ legs, together }: ComboIr): readonly number[] =>
  readsOf([
    ...legs.flatMap(({ size, order }) => [...sizeScalars(size), ...orderScalars(order)]),
    together?.within.value,
  ]);

const itemReads = ({ items }: HoldIr): readonly number[] =>
  distinct([
    ...readsOf(items.flatMap((item) => [item.share, item.kind === "ranked" ? item.count : undefined])),
    ...items.flatMap((item) => [
      ...(item.kind === "ranked" ? [item.by] : []),
      ...("weightedBy" in item && item.weightedBy !== undefined ? [item.weightedBy] : []),
    ]),
  ]);

/** Features that combos and the holding read within a step, by what reads them. */
export const holdingReads = ({ combos, hold }: StrategyIr): ReadonlyMap<string, readonly number[]> =>
  new Map([
    ...combos.map((combo): [string, readonly number[]] => [
      combo.id,
      distinct([
        ...legReads(combo),
        ...readsOf([
          combo.enter.stateful,
          ...combo.exits.flatMap(({ condition, after }) => [condition.stateful, after?.value]),
          combo.rebalance?.stateful,
        ]),
      ]),
    ]),
    ...(hold === undefined
      ? []
      : [["hold", distinct([...itemReads(hold), ...readsOf([hold.condition.stateful])])] as const]),
  ]);

/** Names for the conditions of combos and of the holding that have none. */
export const holdingConditions = ({
  combos,
  hold,
}: StrategyIr): readonly (readonly [name: string, feature: number | undefined])[] => [
  ...combos.flatMap(({ id, enter, exits, rebalance }) => [
    [`${id}_enter`, enter.pure] as const,
    ...exits.map(({ condition }, index) => [`${id}_exit_${index + 1}`, condition.pure] as const),
    [`${id}_rebalance`, rebalance?.pure] as const,
  ]),
  ...(hold === undefined
    ? []
    : [["hold_due", hold.schedule.feature] as const, ["hold_when", hold.condition.pure] as const]),
];

/** A condition: its place, its text, the column of its pure part and the function of the rest. */
const triggerProperties = (
  context: ModuleContext,
  names: StrategyNames,
  { span, text, pure, stateful }: ConditionIr,
  others: readonly (ScalarIr | undefined)[] = [],
): readonly Property[] =>
  present(
    { name: "span", value: placeText(context, span) },
    { name: "text", value: quote(text) },
    { name: "when", value: pure === undefined ? undefined : quote(names.feature(pure)), span },
    { name: "and", value: stateful && scalarFunction(stateful, names), span: stateful?.span },
    { name: "reads", value: keysDoc(names, readsOf([stateful, ...others])) },
  );

const keysDoc = (names: StrategyNames, ids: readonly number[]): Doc =>
  array(ids.map((id) => quote(names.feature(id))));

/** One combo as an object literal. */
export const comboDoc = (context: ModuleContext, combo: ComboIr, names: StrategyNames): Doc => {
  const { together, rebalance } = combo;
  const properties = present(
    { name: "id", value: quote(combo.id) },
    { name: "span", value: placeText(context, combo.span) },
    { name: "reads", value: keysDoc(names, legReads(combo)) },
    {
      name: "legs",
      value: array(
        combo.legs.map((leg) => legDoc(context, leg, names)),
        "objects",
      ),
    },
    {
      name: "together",
      value:
        together === undefined
          ? undefined
          : object([
              {
                name: "within",
                value: spanDoc(together.within, (ir) => scalarFunction(ir, names)),
                span: together.within.value.span,
              },
              { name: "otherwise", value: quote(together.otherwise) },
            ]),
    },
    { name: "enter", value: object(triggerProperties(context, names, combo.enter), "lines") },
    {
      name: "exits",
      value: array(
        combo.exits.map(({ condition, after, ifUnknown }) =>
          object(
            [
              ...triggerProperties(context, names, condition, [after?.value]),
              ...present(
                {
                  name: "after",
                  value: after && spanDoc(after, (ir) => scalarFunction(ir, names)),
                  span: after?.value.span,
                },
                { name: "ifUnknown", value: quote(ifUnknown) },
              ),
            ],
            "lines",
          ),
        ),
        "objects",
      ),
    },
    {
      name: "rebalance",
      value:
        rebalance === undefined ? undefined : object(triggerProperties(context, names, rebalance), "lines"),
    },
  );
  return [mark(combo.span), object(properties, "lines")];
};

const legDoc = (context: ModuleContext, leg: LegIr, names: StrategyNames): Doc => {
  const fn = (ir: ScalarIr): Doc => scalarFunction(ir, { ...names, slot: leg.slot });
  return [
    mark(leg.span),
    object(
      present(
        { name: "slot", value: quote(leg.slot) },
        { name: "span", value: placeText(context, leg.span) },
        { name: "side", value: quote(leg.side) },
        { name: "size", value: sizeDoc(leg.size, fn), span: leg.size.span },
        { name: "order", value: orderDoc(leg.order, fn) },
        { name: "route", value: leg.route === undefined ? undefined : quote(leg.route) },
      ),
      "lines",
    ),
  ];
};

/** The holding as an object literal. */
export const holdDoc = (context: ModuleContext, hold: HoldIr, names: StrategyNames): Doc => {
  const { schedule } = hold;
  return [
    mark(hold.span),
    object(
      [
        { name: "id", value: quote(hold.id) },
        { name: "span", value: placeText(context, hold.span) },
        {
          name: "schedule",
          value: object([
            { name: "text", value: quote(schedule.text) },
            { name: "when", value: quote(names.feature(schedule.feature)) },
          ]),
        },
        { name: "condition", value: object(triggerProperties(context, names, hold.condition), "lines") },
        { name: "reads", value: keysDoc(names, itemReads(hold)) },
        {
          name: "items",
          value: array(
            hold.items.map((item) => itemDoc(context, item, names)),
            "objects",
          ),
        },
      ],
      "lines",
    ),
  ];
};

const itemDoc = (context: ModuleContext, item: HoldingIr, names: StrategyNames): Doc => {
  const head: readonly Property[] = [
    { name: "kind", value: quote(item.kind) },
    { name: "span", value: placeText(context, item.span) },
    { name: "share", value: scalarFunction(item.share, names), span: item.share.span },
    { name: "sign", value: String(item.sign) },
  ];
  return [mark(item.span), object([...head, ...itemProperties(item, names)], "lines")];
};

const itemProperties = (item: HoldingIr, names: StrategyNames): readonly Property[] => {
  const weighting: Property[] =
    "weightedBy" in item && item.weightedBy !== undefined
      ? [{ name: "weightedBy", value: quote(names.feature(item.weightedBy)) }]
      : [];
  switch (item.kind) {
    case "cash":
      return [];
    case "market":
      return [{ name: "slot", value: quote(item.slot) }];
    case "ranked":
      return [
        { name: "order", value: quote(item.order) },
        { name: "count", value: scalarFunction(item.count, names), span: item.count.span },
        { name: "by", value: quote(names.feature(item.by)) },
        { name: "text", value: quote(item.byText) },
        ...weighting,
      ];
    case "all":
      return weighting;
  }
};
