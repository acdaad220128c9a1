import type { Span } from "../ast/nodes.ts";
import { present as needed } from "../diagnostics/index.ts";
import type { FeatureIr, PlanIr, ScalarIr, StrategyIr } from "../ir/nodes.ts";
import type {
  CandlePartIr,
  CandlesIr,
  CheckIr,
  ExpectationIr,
  PlaceIr,
  ProbeHoldIr,
  ProbeIr,
  ProbeNodeIr,
  ProbeRuleIr,
  ScenarioIr,
  TermIr,
  TestPlanIr,
} from "../ir/tests.ts";
import type { SourceFile } from "../source/index.ts";
import { featuresFunction } from "./features.ts";
import { type Doc, imported, layOut } from "./layout.ts";
import { literal, numeral, quote } from "./literals.ts";
import { scalarFunction } from "./scalars.ts";
import { fillProperties } from "./sessions.ts";
import { sourceNames } from "./source-names.ts";
import { featuresIn, nameStrategy, type StrategyNames } from "./strategy-names.ts";
import { array, call, object, type Property, present } from "./syntax.ts";

/**
 * Writes the tests of a plan as the body of a function that gets `ctk` and returns them, as plan modules are written for
 * evaluation. They are a text of their own: the module that a session runs has no tests in it.
 */
export const emitTestPlan = (
  tests: TestPlanIr,
  plan: PlanIr,
  sources: readonly SourceFile[],
  entryName: string,
): string => {
  const writing: Writing = { plan, sources, names: sourceNames(sources, entryName) };
  const body = object(
    [
      {
        name: "probes",
        value: array(
          tests.probes.map((probe) => probeDoc(writing, probe)),
          "objects",
        ),
      },
      {
        name: "scenarios",
        value: array(
          tests.scenarios.map((scenario) => scenarioDoc(writing, scenario)),
          "objects",
        ),
      },
      {
        name: "checks",
        value: array(
          tests.checks.map((check) => checkDoc(writing, check)),
          "objects",
        ),
      },
    ],
    "lines",
  );
  const { text, imports } = layOut(["return ", body, ";"]);
  const taken = [...imports].sort();
  return `${taken.length === 0 ? "" : `const { ${taken.join(", ")} } = ctk;\n\n`}${text}`;
};

interface Writing {
  readonly plan: PlanIr;
  readonly sources: readonly SourceFile[];
  readonly names: readonly string[];
}

/** The expressions of one strategy's tests: names of their features, and functions of them. */
interface Expressions {
  readonly writing: Writing;
  readonly features: Doc;
  readonly value: (ir: ScalarIr, slot?: string) => Doc;
  readonly reads: (ir: ScalarIr) => Doc;
}

const expressionsOf = (
  writing: Writing,
  strategyId: string,
  features: readonly FeatureIr[],
  values: readonly ScalarIr[],
): Expressions => {
  const strategy = needed(
    writing.plan.strategies.find(({ id }) => id === strategyId),
    `no strategy ${strategyId}`,
  );
  const written = nameStrategy(strategy, new Map());
  const own: StrategyIr = {
    ...strategy,
    features,
    rules: [],
    plots: [],
    machines: [],
    combos: [],
    hold: undefined,
    portfolio: undefined,
  };
  const names: StrategyNames = {
    ...nameStrategy(own, new Map([["", values.flatMap(featuresIn)]])),
    capture: written.capture,
    ...(written.machine === undefined ? {} : { machine: written.machine }),
    ...(written.machineCapture === undefined ? {} : { machineCapture: written.machineCapture }),
  };
  const slot = strategy.slots[0]?.name;
  // A member of a universe is read by the slot that goes through it.
  const known = (of: string | undefined): string | undefined =>
    strategy.slots.some(({ name }) => name === of) ? of : slot;
  return {
    writing,
    features: featuresFunction(own, names),
    value: (ir, of) => scalarFunction(ir, { ...names, slot: known(of) }),
    reads: (ir) => array([...new Set(featuresIn(ir))].map((id) => quote(names.feature(id)))),
  };
};

const spanDoc = ({ sources, names }: Writing, span: Span): Doc => {
  const source = needed(sources[span.source], `no source ${span.source}`);
  const { line, column } = source.lines.positionAt(span.start);
  const place = [line, column, span.start, span.end].map(numeral);
  return [call([imported("spans"), "(", quote(names[span.source] ?? ""), ")"], place)];
};

const optionalNumber = (value: number | undefined): Doc | undefined =>
  value === undefined ? undefined : numeral(value);

const optionalText = (value: string | undefined): Doc | undefined =>
  value === undefined ? undefined : quote(value);

// --------------------------------------------------------------------- probes

const nodeScalars = (node: ProbeNodeIr): readonly ScalarIr[] => [
  node.value,
  ...(node.before === undefined ? [] : [node.before]),
  ...node.parts.flatMap(nodeScalars),
];

const nodeDoc = (expressions: Expressions, node: ProbeNodeIr, slot: string | undefined): Doc => {
  const { before } = node;
  return object(
    present(
      { name: "kind", value: quote(node.kind) },
      { name: "text", value: quote(node.text) },
      { name: "span", value: spanDoc(expressions.writing, node.span) },
      { name: "value", value: expressions.value(node.value, slot) },
      { name: "reads", value: expressions.reads(node.value) },
      { name: "before", value: before === undefined ? undefined : expressions.value(before, slot) },
      { name: "absent", value: optionalText(node.absent) },
      {
        name: "parts",
        value: array(
          node.parts.map((part) => nodeDoc(expressions, part, slot)),
          "objects",
        ),
      },
    ),
  );
};

const probeDoc = (writing: Writing, probe: ProbeIr): Doc => {
  const { hold } = probe;
  const held = hold?.condition === undefined ? [] : nodeScalars(hold.condition);
  const values = probe.rules.flatMap((rule) => [
    ...(rule.condition === undefined ? [] : nodeScalars(rule.condition)),
    ...rule.clauses.flatMap(({ node }) => nodeScalars(node)),
  ]);
  const expressions = expressionsOf(writing, probe.strategy, probe.features, [...values, ...held]);
  return object(
    present(
      { name: "strategy", value: quote(probe.strategy) },
      { name: "features", value: expressions.features },
      {
        name: "rules",
        value: array(
          probe.rules.map((rule) => ruleDoc(expressions, rule)),
          "objects",
        ),
      },
      { name: "hold", value: hold === undefined ? undefined : holdDoc(expressions, hold) },
    ),
    "lines",
  );
};

const holdDoc = (expressions: Expressions, hold: ProbeHoldIr): Doc =>
  object(
    present(
      { name: "id", value: quote(hold.id) },
      { name: "text", value: quote(hold.text) },
      { name: "span", value: spanDoc(expressions.writing, hold.span) },
      {
        name: "condition",
        value: hold.condition === undefined ? undefined : nodeDoc(expressions, hold.condition, hold.slot),
      },
      { name: "items", value: array(hold.items.map(quote)) },
    ),
  );

const ruleDoc = (expressions: Expressions, rule: ProbeRuleIr): Doc =>
  object(
    present(
      { name: "id", value: quote(rule.id) },
      { name: "action", value: quote(rule.action) },
      { name: "side", value: optionalText(rule.side) },
      { name: "slot", value: quote(rule.slot) },
      { name: "combo", value: optionalText(rule.combo) },
      { name: "index", value: rule.index === 0 ? undefined : numeral(rule.index) },
      { name: "text", value: quote(rule.text) },
      { name: "span", value: spanDoc(expressions.writing, rule.span) },
      {
        name: "condition",
        value: rule.condition === undefined ? undefined : nodeDoc(expressions, rule.condition, rule.slot),
      },
      {
        name: "clauses",
        value: array(
          rule.clauses.map(({ text, node }) =>
            object([
              { name: "text", value: quote(text) },
              { name: "node", value: nodeDoc(expressions, node, rule.slot) },
            ]),
          ),
          "objects",
        ),
      },
    ),
  );

// ------------------------------------------------------------------ scenarios

const settings = (test: ScenarioIr | CheckIr): readonly Property[] =>
  present(
    {
      name: "params",
      value: object(Object.entries(test.arguments).map(([name, value]) => ({ name, value: literal(value) }))),
    },
    { name: "capital", value: test.capital === undefined ? undefined : quote(String(test.capital)) },
    { name: "currency", value: quote(test.currency) },
    {
      name: "fills",
      value: test.fills && object(fillProperties(test.fills)),
    },
    { name: "guard", value: optionalText(test.guard) },
    { name: "route", value: optionalText(test.route) },
  );

const scenarioDoc = (writing: Writing, scenario: ScenarioIr): Doc => {
  const values = scenario.expectations.flatMap(expectationScalars);
  const expressions = expressionsOf(writing, scenario.strategy, scenario.features, values);
  return object(
    [
      { name: "title", value: quote(scenario.title) },
      { name: "span", value: spanDoc(writing, scenario.span) },
      { name: "strategy", value: quote(scenario.strategy) },
      ...settings(scenario),
      { name: "start", value: numeral(scenario.start) },
      {
        name: "holdings",
        value: array(
          scenario.holdings.map((held) =>
            object([
              { name: "slot", value: quote(held.slot) },
              { name: "side", value: quote(held.side) },
              { name: "quantity", value: numeral(held.quantity) },
              { name: "price", value: numeral(held.price) },
            ]),
          ),
        ),
      },
      {
        name: "candles",
        value: array(
          scenario.candles.map((candles) => candlesDoc(writing, candles)),
          "objects",
        ),
      },
      { name: "features", value: expressions.features },
      {
        name: "expectations",
        value: array(
          scenario.expectations.map((item) => expectationDoc(expressions, item)),
          "objects",
        ),
      },
    ],
    "lines",
  );
};

const candlesDoc = (writing: Writing, candles: CandlesIr): Doc =>
  object(
    present(
      { name: "slot", value: quote(candles.slot) },
      { name: "interval", value: numeral(candles.interval) },
      { name: "range", value: optionalNumber(candles.range) },
      { name: "span", value: spanDoc(writing, candles.span) },
      {
        name: "parts",
        value: array(
          candles.parts.map((part) => partDoc(writing, part)),
          "objects",
        ),
      },
    ),
  );

const partDoc = (writing: Writing, part: CandlePartIr): Doc => {
  const kind = { name: "kind", value: quote(part.kind) };
  switch (part.kind) {
    case "rows":
      return object([
        kind,
        {
          name: "rows",
          value: array(
            part.rows.map((row) =>
              object(
                present(
                  { name: "open", value: optionalNumber(row.open) },
                  { name: "high", value: optionalNumber(row.high) },
                  { name: "low", value: optionalNumber(row.low) },
                  { name: "close", value: numeral(row.close) },
                  { name: "volume", value: optionalNumber(row.volume) },
                ),
              ),
            ),
          ),
        },
      ]);
    case "file":
      return object(
        present(
          kind,
          { name: "path", value: quote(part.path) },
          { name: "first", value: optionalNumber(part.first) },
          { name: "last", value: optionalNumber(part.last) },
          { name: "span", value: spanDoc(writing, part.span) },
        ),
      );
    case "flat":
      return object([
        kind,
        { name: "price", value: numeral(part.price) },
        { name: "length", value: numeral(part.length) },
      ]);
    case "ramp":
      return object(
        present(
          kind,
          { name: "first", value: optionalNumber(part.first) },
          { name: "last", value: numeral(part.last) },
          { name: "length", value: numeral(part.length) },
        ),
      );
    case "gap":
      return object([kind, { name: "price", value: numeral(part.price) }]);
    case "skip":
      return object([kind, { name: "length", value: numeral(part.length) }]);
  }
};

const placeDoc = (place: PlaceIr): Doc => {
  switch (place.kind) {
    case "bar":
      return object([{ name: "bar", value: numeral(place.bar) }]);
    case "time":
      return object([{ name: "time", value: numeral(place.time) }]);
    case "end":
      return quote("end");
  }
};

const optional = (...values: readonly (ScalarIr | undefined)[]): readonly ScalarIr[] =>
  values.filter((value) => value !== undefined);

const expectationScalars = (item: ExpectationIr): readonly ScalarIr[] => {
  switch (item.kind) {
    case "intent":
      return item.terms.flatMap(termScalars);
    case "fill":
      return optional(item.quantity, item.price);
    case "position":
      return optional(item.quantity);
    case "condition":
      return nodeScalars(item.condition);
    case "refusal":
    case "blocked":
    case "nothing":
    case "noOther":
      return [];
  }
};

const termScalars = (term: TermIr): readonly ScalarIr[] => {
  switch (term.kind) {
    case "order":
      return optional(term.stop, term.limit);
    case "trail":
      return optional(term.distance, term.after);
    case "size":
    case "stop":
    case "target":
    case "capture":
    case "expire":
      return [term.value];
    case "sameSize":
    case "via":
    case "property":
      return [];
  }
};

const expectationDoc = (expressions: Expressions, item: ExpectationIr): Doc =>
  object([
    { name: "kind", value: quote(item.kind) },
    { name: "span", value: spanDoc(expressions.writing, item.span) },
    { name: "text", value: quote(item.text) },
    ...expectationProperties(expressions, item),
  ]);

const expectationProperties = (expressions: Expressions, item: ExpectationIr): readonly Property[] => {
  const value = (ir: ScalarIr | undefined, slot?: string): Doc | undefined =>
    ir === undefined ? undefined : expressions.value(ir, slot);
  const matched = (match: Extract<ExpectationIr, { readonly kind: "blocked" }>["match"]): Doc =>
    object(
      present(
        { name: "action", value: quote(match.action) },
        { name: "side", value: optionalText(match.side) },
        { name: "slot", value: optionalText(match.slot) },
      ),
    );
  switch (item.kind) {
    case "intent":
      return [
        { name: "place", value: placeDoc(item.place) },
        { name: "match", value: matched(item.match) },
        {
          name: "terms",
          value: array(
            item.terms.map((term) => termDoc(expressions, term, item.match.slot)),
            "objects",
          ),
        },
      ];
    case "fill":
      return present(
        { name: "place", value: placeDoc(item.place) },
        { name: "way", value: quote(item.way) },
        { name: "quantity", value: value(item.quantity) },
        { name: "price", value: value(item.price) },
      );
    case "refusal":
      return present(
        { name: "place", value: placeDoc(item.place) },
        { name: "match", value: matched(item.match) },
        { name: "because", value: optionalText(item.because) },
      );
    case "blocked":
      return [
        { name: "place", value: placeDoc(item.place) },
        { name: "match", value: matched(item.match) },
      ];
    case "nothing":
      return [
        { name: "first", value: placeDoc(item.first) },
        { name: "last", value: placeDoc(item.last) },
      ];
    case "position":
      return present(
        { name: "place", value: placeDoc(item.place) },
        { name: "side", value: optionalText(item.side) },
        { name: "slot", value: quote(item.slot) },
        { name: "quantity", value: value(item.quantity, item.slot) },
      );
    case "condition":
      return [
        { name: "place", value: placeDoc(item.place) },
        { name: "condition", value: nodeDoc(expressions, item.condition, undefined) },
      ];
    case "noOther":
      return [];
  }
};

const termDoc = (expressions: Expressions, term: TermIr, slot: string | undefined): Doc =>
  object([
    { name: "kind", value: quote(term.kind) },
    { name: "text", value: quote(term.text) },
    ...termProperties(expressions, term, slot),
  ]);

const termProperties = (
  expressions: Expressions,
  term: TermIr,
  slot: string | undefined,
): readonly Property[] => {
  const value = (ir: ScalarIr): Doc => expressions.value(ir, slot);
  const maybe = (ir: ScalarIr | undefined): Doc | undefined => (ir === undefined ? undefined : value(ir));
  switch (term.kind) {
    case "size":
      return [
        { name: "form", value: quote(term.form) },
        { name: "value", value: value(term.value) },
      ];
    case "order":
      return present(
        { name: "type", value: quote(term.type) },
        { name: "stop", value: maybe(term.stop) },
        { name: "limit", value: maybe(term.limit) },
      );
    case "stop":
    case "target":
      return [
        { name: "form", value: quote(term.form) },
        { name: "value", value: value(term.value) },
      ];
    case "trail":
      return present(
        { name: "distance", value: value(term.distance) },
        { name: "after", value: maybe(term.after) },
      );
    case "capture":
      return [
        { name: "name", value: quote(term.name) },
        { name: "value", value: value(term.value) },
      ];
    case "expire":
      return [
        { name: "unit", value: quote(term.unit) },
        { name: "value", value: value(term.value) },
      ];
    case "via":
      return [{ name: "route", value: quote(term.route) }];
    case "property":
      return [
        { name: "name", value: quote(term.name) },
        { name: "is", value: quote(term.is) },
      ];
    case "sameSize":
      return [];
  }
};

// --------------------------------------------------------------------- checks

const checkDoc = (writing: Writing, check: CheckIr): Doc => {
  const expressions = expressionsOf(writing, check.strategy, check.features, nodeScalars(check.condition));
  return object(
    [
      { name: "title", value: quote(check.title) },
      { name: "span", value: spanDoc(writing, check.span) },
      { name: "strategy", value: quote(check.strategy) },
      ...settings(check),
      {
        name: "files",
        value: array(
          check.files.map((file) =>
            object([
              { name: "slot", value: quote(file.slot) },
              { name: "path", value: quote(file.path) },
              { name: "span", value: spanDoc(writing, file.span) },
            ]),
          ),
        ),
      },
      ...present(
        { name: "walks", value: optionalNumber(check.walks) },
        { name: "length", value: optionalNumber(check.length) },
      ),
      { name: "features", value: expressions.features },
      { name: "condition", value: nodeDoc(expressions, check.condition, undefined) },
    ],
    "lines",
  );
};
