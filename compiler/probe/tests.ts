import type { Place, Span } from "../ast/nodes.ts";
import type {
  CheckedCheck,
  CheckedExpectation,
  CheckedPlan,
  CheckedScenario,
  CheckedTerm,
} from "../check/index.ts";
import { assertNever, present } from "../diagnostics/index.ts";
import type {
  CheckIr,
  ExpectationIr,
  IntentMatchIr,
  PlaceIr,
  ScenarioIr,
  TermIr,
  TestPlanIr,
} from "../ir/tests.ts";
import type { SourceFile } from "../source/index.ts";
import { conditionParts } from "./parts.ts";
import { createProbing, featuresOfProbing, lowerPart, lowerValue, type Probing } from "./probing.ts";
import { probeStrategy } from "./rules.ts";

/** The source of the entry file: the first that a compilation reads. */
const ENTRY = 0;

/** The tests of the entry file, and the rules of all strategies taken apart. Wants a plan without errors. */
export function lowerTests(plan: CheckedPlan, sources: readonly SourceFile[]): TestPlanIr {
  const isOwn = ({ declaration }: { readonly declaration: { readonly span: Span } }): boolean =>
    declaration.span.source === ENTRY;
  return {
    probes: plan.strategies.map((strategy) => probeStrategy(strategy, sources)),
    scenarios: plan.scenarios.filter(isOwn).map((scenario) => lowerScenario(scenario, sources)),
    checks: plan.checks.filter(isOwn).map((check) => lowerCheck(check, sources)),
  };
}

function lowerScenario(scenario: CheckedScenario, sources: readonly SourceFile[]): ScenarioIr {
  const probing = createProbing(scenario.strategy, sources);
  const expectations = scenario.expectations.map((item) => lowerExpectation(probing, item));
  const { declaration } = scenario;
  return {
    title: declaration.title.value,
    span: declaration.span,
    strategy: scenario.strategy.declaration.name.text,
    arguments: scenario.arguments,
    start: scenario.start,
    capital: scenario.capital,
    currency: scenario.currency,
    holdings: scenario.holdings,
    candles: scenario.candles.map(({ ir }) => ir),
    fills: scenario.fills,
    guard: scenario.guard,
    route: scenario.route,
    features: featuresOfProbing(probing),
    expectations,
  };
}

function lowerCheck(check: CheckedCheck, sources: readonly SourceFile[]): CheckIr {
  const probing = createProbing(check.strategy, sources);
  const condition = lowerPart(probing, conditionParts(check.condition));
  const { declaration } = check;
  return {
    title: declaration.title.value,
    span: declaration.span,
    strategy: check.strategy.declaration.name.text,
    arguments: check.arguments,
    capital: check.capital,
    currency: check.currency,
    fills: check.fills,
    guard: check.guard,
    route: check.route,
    files: check.files.map(({ slot, setting }) => ({
      slot,
      path: setting.path.value,
      span: setting.path.span,
    })),
    walks: check.walks,
    length: check.length,
    features: featuresOfProbing(probing),
    condition,
  };
}

function placeIr(place: Place): PlaceIr {
  switch (place.kind) {
    case "atBar":
      return { kind: "bar", bar: place.bar };
    case "atTime":
      return { kind: "time", time: place.time.time };
    case "atEnd":
      return { kind: "end" };
    default:
      return assertNever(place);
  }
}

function lowerExpectation(probing: Probing, item: CheckedExpectation): ExpectationIr {
  const { node, text } = item;
  const base = { span: node.span, text };
  const match = (action: IntentMatchIr["action"]): IntentMatchIr => ({
    action,
    side: item.side,
    slot: item.slot,
  });
  switch (node.kind) {
    case "expectIntent":
      return {
        kind: "intent",
        ...base,
        place: placeIr(node.place),
        match: match(node.action),
        terms: item.terms.map((term) => lowerTerm(probing, term)),
      };
    case "expectFill":
      return {
        kind: "fill",
        ...base,
        place: placeIr(node.place),
        way: node.way,
        quantity: lowerValue(probing, present(item.quantity, "an expected fill has a quantity")),
        price: item.price === undefined ? undefined : lowerValue(probing, item.price),
      };
    case "expectRefusal":
      return {
        kind: "refusal",
        ...base,
        place: placeIr(node.place),
        match: match(node.action),
        because: node.because?.value,
      };
    case "expectBlock":
      return { kind: "blocked", ...base, place: placeIr(node.place), match: match("exit") };
    case "expectNothing":
      return { kind: "nothing", ...base, first: placeIr(node.first), last: placeIr(node.last ?? node.first) };
    case "expectPosition":
      return {
        kind: "position",
        ...base,
        place: placeIr(node.place),
        side: node.side,
        slot: item.slot ?? "",
        quantity: item.quantity === undefined ? undefined : lowerValue(probing, item.quantity),
      };
    case "expectCondition":
      return {
        kind: "condition",
        ...base,
        place: placeIr(node.place),
        condition: lowerPart(
          probing,
          conditionParts(present(item.condition, "an expected condition was checked")),
        ),
      };
    case "expectNone":
      return { kind: "noOther", ...base };
    default:
      return assertNever(node);
  }
}

function lowerTerm(probing: Probing, term: CheckedTerm): TermIr {
  const { text, span } = term;
  const base = { text, span };
  switch (term.kind) {
    case "size": {
      const { form, amount } = term.size;
      return form === "same" || form === "same_base" || amount === undefined
        ? { kind: "sameSize", ...base }
        : { kind: "size", ...base, form, value: lowerValue(probing, amount) };
    }
    case "order":
      return {
        kind: "order",
        ...base,
        type: term.type,
        stop: term.stop === undefined ? undefined : lowerValue(probing, term.stop),
        limit: term.limit === undefined ? undefined : lowerValue(probing, term.limit),
      };
    case "stop":
    case "target":
      return {
        kind: term.kind,
        ...base,
        form: term.placement.kind,
        value: lowerValue(probing, term.placement.value),
      };
    case "trail":
      return {
        kind: "trail",
        ...base,
        distance: lowerValue(probing, term.distance),
        after: term.after === undefined ? undefined : lowerValue(probing, term.after),
      };
    case "capture":
      return { kind: "capture", ...base, name: term.name, value: lowerValue(probing, term.value) };
    case "expire":
      return {
        kind: "expire",
        ...base,
        unit: term.after.unit,
        value: lowerValue(probing, term.after.value),
      };
    case "via":
      return { kind: "via", ...base, route: term.route };
    case "property":
      return { kind: "property", ...base, name: term.name, is: term.is };
    default:
      return assertNever(term);
  }
}
