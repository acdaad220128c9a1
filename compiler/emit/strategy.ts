import { present as needed } from "../diagnostics/index.ts";
import type { ParamIr, RequireIr, StrategyIr } from "../ir/nodes.ts";
import { comboDoc, holdDoc, holdingReads } from "./combos.ts";
import { ABI, type ModuleContext, placeText, sourceHash } from "./context.ts";
import { featuresFunction } from "./features.ts";
import { type Doc, imported, mark } from "./layout.ts";
import { literal, numeral, quote } from "./literals.ts";
import { machineReads, machinesDoc, readsOfRule, throttlesDoc } from "./machines.ts";
import { membersDoc, portfolioDoc, portfolioReads } from "./portfolio.ts";
import { ruleDoc } from "./rules.ts";
import { scalarFunction } from "./scalars.ts";
import { nameStrategy, type StrategyNames } from "./strategy-names.ts";
import { array, call, documented, object, type Property, present } from "./syntax.ts";

/** The literal of one strategy: `strategy({ .. })`. */
export const strategyDoc = (context: ModuleContext, strategy: StrategyIr): Doc => {
  const source = needed(context.sources[strategy.source], `strategy ${strategy.id} has no source`);
  const reads = new Map([
    ...strategy.rules.map((rule) => [rule.id, readsOfRule(strategy, rule)] as const),
    ...machineReads(strategy),
    ...holdingReads(strategy),
    ...portfolioReads(strategy),
  ]);
  const names = nameStrategy(strategy, reads);
  const rules = strategy.rules.map((rule) =>
    documented(rule.doc, ruleDoc(rule, names, placeText(context, rule.span), reads.get(rule.id))),
  );
  const plots = strategy.plots.map(({ title, feature, pane, span }) => [
    mark(span),
    object(
      present(
        { name: "title", value: quote(title) },
        { name: "feature", value: quote(names.feature(feature)) },
        { name: "pane", value: pane === undefined ? undefined : quote(pane) },
      ),
    ),
  ]);
  const properties = present(
    { name: "id", value: quote(strategy.id) },
    { name: "abi", value: numeral(ABI) },
    { name: "hash", value: quote(sourceHash(source.text)) },
    { name: "clock", value: numeral(strategy.clock) },
    { name: "slots", value: slotsDoc(context, strategy) },
    { name: "members", value: membersDoc(context, strategy) },
    { name: "route", value: strategy.route === undefined ? undefined : quote(strategy.route) },
    { name: "params", value: [imported("z"), ".strictObject(", paramsDoc(strategy, names), ")"] },
    { name: "space", value: spaceDoc(strategy, names) },
    {
      name: "requires",
      value: array(
        strategy.requires.map((item) => requireDoc(item, names)),
        "objects",
      ),
    },
    { name: "features", value: featuresFunction(strategy, names) },
    { name: "rules", value: array(rules, "objects") },
    { name: "machines", value: machinesDoc(context, strategy, names) },
    { name: "throttles", value: throttlesDoc(context, strategy, names) },
    {
      name: "combos",
      value:
        strategy.combos.length === 0
          ? undefined
          : array(
              strategy.combos.map((combo) => documented(combo.doc, comboDoc(context, combo, names))),
              "objects",
            ),
    },
    {
      name: "hold",
      value: strategy.hold === undefined ? undefined : holdDoc(context, strategy.hold, names),
      doc: strategy.hold?.doc,
    },
    { name: "portfolio", value: portfolioDoc(context, strategy, names), span: strategy.portfolio?.span },
    { name: "plots", value: array(plots, "objects") },
  );
  return [imported("strategy"), "(", object(properties, "lines"), ")"];
};

const slotsDoc = ({ plan }: ModuleContext, strategy: StrategyIr): Doc =>
  object(
    strategy.slots.map(({ name, market: marketName }) => {
      const market = plan.markets.find((candidate) => candidate.name === marketName);
      const binding = object([
        { name: "symbol", value: quote(market?.symbol ?? "") },
        { name: "venue", value: quote(market?.venue ?? "") },
      ]);
      return { name, value: binding };
    }),
  );

const WHOLE: ReadonlySet<ParamIr["type"]> = new Set(["bars", "duration"]);

const paramsDoc = ({ params }: StrategyIr, names: StrategyNames): Doc =>
  object(
    params.map((param) => ({
      name: names.param(param.name),
      value: schemaDoc(param),
      doc: param.doc,
      span: param.span,
    })),
    "lines",
  );

const schemaDoc = (param: ParamIr): Doc => {
  const { range } = param;
  const fallback = `.default(${literal(param.default)})`;
  if (range?.kind === "choices") {
    return [call([imported("z"), ".literal"], [array(range.values.map(literal))]), fallback];
  }
  if (typeof param.default === "boolean") return [imported("z"), `.boolean()${fallback}`];
  const base = WHOLE.has(param.type) ? ".int()" : ".number()";
  const bounds = range === undefined ? "" : `.min(${numeral(range.low)}).max(${numeral(range.high)})`;
  return [imported("z"), `${base}${bounds}${fallback}`];
};

const spaceDoc = ({ params }: StrategyIr, names: StrategyNames): Doc => {
  const varying = params.flatMap((param): Property[] => {
    const value = rangeDoc(param);
    return value === undefined ? [] : [{ name: names.param(param.name), value }];
  });
  return object(varying, "lines");
};

const rangeDoc = ({ range }: ParamIr): Doc | undefined => {
  if (range === undefined) return undefined;
  if (range.kind === "choices") return object([{ name: "choices", value: array(range.values.map(literal)) }]);
  return object(
    present(
      { name: "low", value: numeral(range.low) },
      { name: "high", value: numeral(range.high) },
      { name: "step", value: range.step === undefined ? undefined : numeral(range.step) },
    ),
  );
};

const requireDoc = ({ text, condition, span }: RequireIr, names: StrategyNames): Doc => [
  mark(span),
  object([
    { name: "text", value: quote(text) },
    { name: "holds", value: scalarFunction(condition, names, ["p"]) },
  ]),
];
