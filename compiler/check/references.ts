import type { SourceField } from "../../stdlib/series.ts";
import type { FieldAccess, NameReference, Span } from "../ast/nodes.ts";
import type { DerivedField, Meaning } from "../bind/index.ts";
import { respell, suggest } from "../bind/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { FactName } from "../ir/nodes.ts";
import { constantTyped, errorTyped, isError, joinTyped, numberTyped } from "./build-typed.ts";
import {
  accountType,
  type Env,
  type LazyDeclaration,
  moneyType,
  priceType,
  quantityType,
  type Slot,
  textAt,
} from "./context.ts";
import { formatDuration } from "./describe.ts";
import { checkExpression } from "./expressions.ts";
import { checkMachineCapture, machineFact } from "./machines.ts";
import { reportWhichMarket } from "./market-choice.ts";
import { checkSum } from "./operators.ts";
import type { Typed } from "./typed.ts";
import { booleanType, instantType, scaled, type Type } from "./types.ts";

/** Checks a plain name. */
export function checkReference(env: Env, node: NameReference): Typed {
  const meaning = env.context.bindings.meanings.get(node.id);
  return meaning === undefined ? errorTyped(node.span) : meaningValue(env, meaning, node.span);
}

/** Checks `x.field`: a market's field, a fact of a group, or a line of a record. */
export function checkField(env: Env, node: FieldAccess): Typed {
  const meaning = env.context.bindings.meanings.get(node.id);
  if (meaning !== undefined) {
    return meaningValue(env, meaning, node.span);
  }
  const object = checkExpression(env, node.object);
  if (isError(object)) {
    return errorTyped(node.span);
  }
  const named = object.node.kind === "named" ? object.node : undefined;
  const record = named === undefined ? object.node : named.value.node;
  const fields = record.kind === "record" ? record.fields : new Map<string, Typed>();
  const found = fields.get(node.field.text);
  if (found === undefined) {
    const known = [...fields.keys()];
    const suggestion = suggest(node.field.text, known);
    env.report(
      "unknown-field",
      node.field.span,
      { object: textAt(env, node.object.span), field: node.field.text, known, suggestion },
      {
        fixes: respell(`replace with \`${suggestion}\``, node.field.span, node.field.text, suggestion),
      },
    );
    return errorTyped(node.span);
  }
  return named === undefined
    ? { ...found, span: node.span }
    : {
        ...found,
        span: node.span,
        node: { kind: "named", name: `${named.name}_${node.field.text}`, doc: named.doc, value: found },
      };
}

function meaningValue(env: Env, meaning: Meaning, span: Span): Typed {
  switch (meaning.kind) {
    case "field":
      return meaning.formal === undefined
        ? checkSource(env, meaning.field, meaning.slot, span)
        : fieldOf(env, meaning.field, env.markets?.get(meaning.formal.id), span);
    case "fact":
      return checkFact(env, meaning, span);
    case "param": {
      const param = env.strategy?.params.get(meaning.declaration.name.text);
      return param === undefined
        ? errorTyped(span)
        : constantTyped(span, param.type, { kind: "param", name: param.ir.name }, isPositiveParam(param.ir));
    }
    case "let":
      return onThisClock(env, letHere(env, meaning.declaration), meaning.declaration, span);
    case "formal": {
      const value = env.locals.get(meaning.declaration.id);
      return value === undefined ? errorTyped(span) : onThisClock(env, value, meaning.declaration, span);
    }
    case "state": {
      const value = env.locals.get(meaning.declaration.id);
      return value === undefined ? errorTyped(span) : onThisClock(env, value, meaning.declaration, span);
    }
    case "capture":
      return checkCaptureReference(env, meaning.declaration, span);
    case "machineCapture":
      return checkMachineCapture(env, meaning.machine, meaning.declaration, span);
    case "machineFact":
      return machineFact(meaning.machine, meaning.state, span);
    case "holdingFact":
      return checkHoldingFact(env, meaning.combo, meaning.fact, span);
    case "slot":
      env.report("not-a-value", span, {
        name: meaning.name,
        meaning: "a market",
        instead: `${meaning.name}.close`,
      });
      return errorTyped(span);
    case "combo":
    case "machine":
    case "factGroup":
    case "declaration":
    case "standard":
      return errorTyped(span);
    default:
      return assertNever(meaning);
  }
}

function isPositiveParam(
  ir: { readonly default: number | boolean; readonly range: unknown } & ParamBounds,
): boolean {
  if (typeof ir.default !== "number" || ir.default <= 0) {
    return false;
  }
  if (ir.range?.kind === "range") {
    return ir.range.low > 0;
  }
  return ir.range === undefined || ir.range.values.every((value) => typeof value === "number" && value > 0);
}

interface ParamBounds {
  readonly range:
    | { readonly kind: "range"; readonly low: number }
    | { readonly kind: "choices"; readonly values: readonly (number | boolean)[] }
    | undefined;
}

/** A market field on the clock in force. */
export function checkSource(
  env: Env,
  field: SourceField | DerivedField,
  slotName: string | undefined,
  span: Span,
): Typed {
  const slot = slotName === undefined ? env.slot : env.strategy?.slots.get(slotName);
  if (slot === undefined && slotName === undefined) {
    reportWhichMarket(env, span);
  }
  return fieldOf(env, field, slot, span);
}

/** A field of a market. */
function fieldOf(env: Env, field: SourceField | DerivedField, slot: Slot | undefined, span: Span): Typed {
  if (slot === undefined) {
    return errorTyped(span);
  }
  if (field === "hl2" || field === "hlc3" || field === "ohlc4") {
    return derivedSource(env, field, slot, span);
  }
  return {
    span,
    type: fieldType(field, slot),
    node: { kind: "source", slot: slot.name, field },
    stage: "series",
    absent: absentFields[field],
    memory: "finite",
    isPositive: field !== "volume" && field !== "funding",
    isEvent: false,
    size: 1,
    clock: env.clock,
  };
}

function fieldType(field: SourceField, slot: Slot): Type {
  switch (field) {
    case "time":
      return instantType;
    case "volume":
      return quantityType(slot);
    case "funding":
      return scaled("ratio");
    default:
      return priceType(slot);
  }
}

/** Why a field may be absent at a bar. */
const absentFields: Partial<Readonly<Record<SourceField, string>>> = {
  volume: "Some feeds have no volume.",
  funding: "There is no funding rate before the first payment.",
  mark: "A mark price may be missing.",
  index: "An index price may be missing.",
};

const derivedParts = {
  hl2: ["high", "low"],
  hlc3: ["high", "low", "close"],
  ohlc4: ["open", "high", "low", "close"],
} as const;

function derivedSource(env: Env, field: DerivedField, slot: Slot, span: Span): Typed {
  const parts = derivedParts[field].map((part) => fieldOf(env, part, slot, span));
  const sum = parts.reduce((total, part) => checkSum(env, span, "+", total, part));
  const count = numberTyped(span, parts.length);
  return joinTyped(
    span,
    priceType(slot),
    { kind: "arithmetic", operator: "/", left: sum, right: count },
    [sum, count],
    { isPositive: true },
  );
}

function checkFact(env: Env, meaning: Extract<Meaning, { readonly kind: "fact" }>, span: Span): Typed {
  const { fact, name } = meaning;
  const isOfAccount = accountFacts.has(fact);
  const slot = meaning.slot === undefined ? env.slot : env.strategy?.slots.get(meaning.slot);
  if (slot === undefined && !isOfAccount && reportWhichMarket(env, span)) {
    return errorTyped(span);
  }
  // What is certain of a position is certain of the one in the rule's own market.
  const position = slot === env.slot ? env.position : "unknown";
  if (position === "none" && filledFacts.has(fact)) {
    env.report("entry-before-fill", span, { name });
    return errorTyped(span);
  }
  return {
    span,
    type: factType(env, fact, slot),
    node: { kind: "fact", fact, slot: isOfAccount ? undefined : slot?.name },
    stage: "step",
    absent: absentFact({ ...env, position }, fact, name),
    memory: "finite",
    isPositive: false,
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

/** A fact of a combo, or of the strategy's holding. */
function checkHoldingFact(
  env: Env,
  combo: string | undefined,
  fact: "open" | "profit" | "bars_held" | "drift",
  span: Span,
): Typed {
  const types = {
    open: booleanType,
    profit: accountType(env),
    bars_held: scaled("bars"),
    drift: scaled("ratio"),
  } as const;
  const isKnown = fact === "open" || combo === undefined || env.position === "open";
  return {
    span,
    type: types[fact],
    node: { kind: "fact", fact: combo === undefined ? "hold.drift" : `combo.${fact}`, slot: combo },
    stage: "step",
    absent: isKnown ? undefined : `\`${combo}.${fact}\` does not exist while \`${combo}\` is flat.`,
    memory: "finite",
    isPositive: false,
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

const accountFacts: ReadonlySet<FactName> = new Set<FactName>([
  "equity",
  "day_start_equity",
  "cash",
  "exposure",
  "quote.spread",
]);

/** Facts of the fill of a position. */
const filledFacts: ReadonlySet<FactName> = new Set<FactName>([
  "entry",
  "last_fill",
  "best",
  "worst",
  "bars_held",
]);

function absentFact(env: Env, fact: FactName, name: string): string | undefined {
  if (fact === "bars_since_exit" || fact === "last_trade.profit") {
    return `\`${name}\` does not exist before the first exit.`;
  }
  if (fact === "quote.spread") {
    return "There may be no quote.";
  }
  const needsPosition = filledFacts.has(fact) || fact === "position.profit";
  return needsPosition && env.position !== "open" ? `\`${name}\` does not exist while flat.` : undefined;
}

function factType(env: Env, fact: FactName, slot: Slot | undefined): Type {
  switch (fact) {
    case "position.size":
      return quantityType(slot);
    case "position.value":
    case "position.profit":
    case "last_trade.profit":
      return moneyType(slot);
    case "entry":
    case "last_fill":
    case "best":
    case "worst":
      return priceType(slot);
    case "bars_held":
    case "bars_since_exit":
      return scaled("bars");
    case "position.side":
    case "units":
      return scaled("number");
    case "quote.spread":
      return scaled("ratio");
    case "equity":
    case "day_start_equity":
    case "cash":
    case "exposure":
    case "combo.profit":
      return accountType(env);
    case "combo.open":
      return booleanType;
    case "combo.bars_held":
      return scaled("bars");
    case "combo.drift":
    case "hold.drift":
      return scaled("ratio");
    default:
      return assertNever(fact);
  }
}

/** A `let` that reads the position is checked again where it is read: inside an exit the position is certain. */
function letHere(env: Env, declaration: Extract<LazyDeclaration, { readonly kind: "let" }>): Typed {
  const value = checkLet(env, declaration);
  if (value.stage !== "step" || env.position === "unknown" || env.isInlined) {
    return value;
  }
  return checkLet({ ...env, isInlined: true, locals: new Map(), on: undefined }, declaration);
}

/** The value of a `let`, checked when it is first read. */
export function checkLet(env: Env, declaration: LazyDeclaration): Typed {
  const known =
    env.locals.get(declaration.id) ?? (env.isInlined ? undefined : env.strategy?.lets.get(declaration.id));
  if (known !== undefined) {
    return known;
  }
  const name = declaration.name.text;
  const value = checkExpression(env, declaration.value);
  const doc = declaration.kind === "let" ? declaration.doc : undefined;
  const typed: Typed = isError(value) ? value : { ...value, node: { kind: "named", name, doc, value } };
  (env.isInlined ? env.locals : (env.strategy?.lets ?? env.locals)).set(declaration.id, typed);
  return typed;
}

function checkCaptureReference(
  env: Env,
  declaration: Extract<LazyDeclaration, { readonly kind: "capture" }>,
  span: Span,
): Typed {
  const value = checkCapture(env, declaration);
  if (isError(value)) {
    return errorTyped(span);
  }
  const name = declaration.name.text;
  return {
    ...value,
    span,
    node: { kind: "capture", name },
    stage: "step",
    absent: env.position === "open" ? value.absent : `\`${name}\` does not exist while flat.`,
    memory: "finite",
    isEvent: false,
    size: 1,
    clock: undefined,
  };
}

/** The value that a `capture` freezes, checked when it is first read. */
export function checkCapture(
  env: Env,
  declaration: Extract<LazyDeclaration, { readonly kind: "capture" }>,
): Typed {
  const { strategy } = env;
  const known = strategy?.captures.get(declaration.id);
  if (known !== undefined || strategy === undefined) {
    return known ?? errorTyped(declaration.span);
  }
  strategy.captures.set(declaration.id, errorTyped(declaration.span));
  const value = checkExpression(
    { ...env, position: "none", clock: strategy.clock, on: undefined },
    declaration.value,
  );
  strategy.captures.set(declaration.id, value);
  return value;
}

/** A series is read on the clock on which it was written. */
function onThisClock(
  env: Env,
  value: Typed,
  declaration:
    | LazyDeclaration
    | { readonly kind: "formal" | "state"; readonly name: { readonly text: string } },
  span: Span,
): Typed {
  if (value.stage !== "series" || value.clock === env.clock || isError(value)) {
    return { ...value, span };
  }
  const to = formatDuration(env.clock);
  const name = declaration.name.text;
  const isMovable = declaration.kind === "let" && !env.isInlined && env.on?.value.span === span;
  const on = env.on;
  env.report(
    "let-on-other-clock",
    span,
    { name, from: formatDuration(value.clock ?? 0), to },
    {
      labels:
        declaration.kind === "let" ? [{ span: declaration.name.span, text: "written on this clock" }] : [],
      fixes:
        isMovable && on !== undefined && declaration.kind === "let"
          ? [
              {
                title: `put \`on ${to}\` into \`${name}\``,
                edits: [
                  { span: declaration.value.span, text: `(${textAt(env, declaration.value.span)}) on ${to}` },
                  { span: on.span, text: name },
                ],
                safety: "review",
              },
            ]
          : [],
    },
  );
  return errorTyped(span);
}
