import type { Expression, FieldAccess, MachineStatement, NameReference, Span } from "../ast/nodes.ts";
import { assertNever, type Report, safeReplace } from "../diagnostics/index.ts";
import type { SourceFile } from "../source/index.ts";
import { barsInState, machineFields } from "./bind-machines.ts";
import { builtinNames, builtinValue, factOfGroup, fieldsOfGroup, groupIsLegal } from "./builtins.ts";
import { renamedFacts } from "./habit-words.ts";
import { reportFieldHabit, reportNameHabit } from "./habits.ts";
import type { Library } from "./library.ts";
import { habitContext, isFunction, resolveCall } from "./resolve-call.ts";
import { isMarketFormal, marketPath, meaningOfPath } from "./resolve-market.ts";
import type { Scope } from "./scope.ts";
import { respell, suggest } from "./suggest.ts";
import { type HoldingFact, kindWithArticle, type Meaning, type NamedDeclaration } from "./symbols.ts";

/** Everything that resolving the names of one file needs. */
export interface Resolver {
  readonly source: SourceFile;
  readonly names: ReadonlyMap<string, NamedDeclaration>;
  /** Names whose import or declaration was refused. */
  readonly broken: ReadonlySet<string>;
  readonly isLibrary: boolean;
  readonly library: Library;
  readonly report: Report;
  readonly meanings: Map<number, Meaning>;
  /** Ids of top-level declarations that something reads. */
  readonly usedDeclarations: Set<number>;
  /** Called for each call of a function or indicator declared in a file. */
  readonly onCall: (target: NamedDeclaration, calleeId: number, span: Span, isLibrary: boolean) => void;
}

/** Resolves every name in an expression, and reports those that mean nothing here. */
export function resolveExpression(resolver: Resolver, scope: Scope, node: Expression): void {
  const visit = (child: Expression): void => resolveExpression(resolver, scope, child);
  switch (node.kind) {
    case "number":
    case "ratio":
    case "duration":
    case "bars":
    case "amount":
    case "string":
    case "instant":
    case "boolean":
    case "error":
      return;
    case "reference":
      resolveReference(resolver, scope, node);
      return;
    case "field":
      resolveField(resolver, scope, node);
      return;
    case "call":
      resolveCall(resolver, scope, node);
      return;
    case "history":
      visit(node.object);
      visit(node.offset);
      return;
    case "unary":
      visit(node.operand);
      return;
    case "binary":
    case "cross":
      visit(node.left);
      visit(node.right);
      return;
    case "between":
      visit(node.value);
      visit(node.low);
      visit(node.high);
      return;
    case "known":
    case "on":
      visit(node.value);
      return;
    case "if":
      visit(node.condition);
      visit(node.consequent);
      visit(node.alternative);
      return;
    case "filled":
      visit(node.value);
      visit(node.limit);
      return;
    case "conversion":
      visit(node.value);
      resolveMarketName(resolver, scope, node);
      return;
    case "list":
      node.items.forEach(visit);
      return;
    default:
      assertNever(node);
  }
}

/** The meaning of a plain name as a value, by the rules of the place; `undefined` when there is none. */
export function lookup(resolver: Resolver, scope: Scope, name: string): Meaning | undefined {
  const local = scope.declared.get(name);
  if (local !== undefined) {
    return local;
  }
  const declaration = resolver.names.get(name);
  const builtin = builtinValue(name);
  if (builtin?.kind === "factGroup" && !groupIsLegal(name, scope.place === "risk")) {
    return declaration === undefined ? undefined : { kind: "declaration", declaration, isLibrary: false };
  }
  if (builtin !== undefined) {
    return builtin;
  }
  return declaration === undefined ? undefined : { kind: "declaration", declaration, isLibrary: false };
}

function resolveReference(resolver: Resolver, scope: Scope, node: NameReference): void {
  const name = node.name.text;
  if (isBroken(resolver, scope, name)) {
    return;
  }
  const meaning = lookup(resolver, scope, name);
  if (meaning === undefined) {
    reportUnknown(resolver, scope, node);
    return;
  }
  markUsed(resolver, scope, meaning);
  if (meaning.kind === "factGroup") {
    const [first] = fieldsOfGroup(name);
    resolver.report("not-a-value", node.span, {
      name,
      meaning: "a group of facts",
      instead: `${name}.${first ?? ""}`,
    });
    return;
  }
  if (meaning.kind === "formal" && isMarketFormal(meaning.declaration)) {
    resolver.report("not-a-value", node.span, { name, meaning: "a market", instead: `${name}.close` });
    return;
  }
  if (meaning.kind === "combo") {
    resolver.report("not-a-value", node.span, { name, meaning: "a combo", instead: `${name}.open` });
    return;
  }
  if (meaning.kind === "machine") {
    const [first] = machineFields(meaning.declaration);
    const instead = first === undefined ? undefined : `${name}.${first}`;
    resolver.report("not-a-value", node.span, { name, meaning: "a machine", instead });
    return;
  }
  if (meaning.kind === "declaration") {
    const { declaration } = meaning;
    const callable = declaration.kind === "fn" || declaration.kind === "indicator";
    const instead = callable ? `${name}(..)` : declaration.kind === "market" ? `${name}.close` : undefined;
    resolver.report("not-a-value", node.span, { name, meaning: kindWithArticle(declaration.kind), instead });
    return;
  }
  if (!isLegalHere(resolver, scope, meaning, name, node.span)) {
    return;
  }
  resolver.meanings.set(node.id, meaning);
}

/** Market fields and facts exist for strategies; reports them where they do not. */
function isLegalHere(resolver: Resolver, scope: Scope, meaning: Meaning, name: string, span: Span): boolean {
  const refuse = (place: string, reason: string, instead: string): false => {
    resolver.report("name-out-of-place", span, { name, place, reason, instead });
    return false;
  };
  if (meaning.kind === "field" && scope.place === "fn") {
    return refuse(
      "a `fn`",
      "A `fn` computes from its arguments alone; which market and clock is meant is known where it is called.",
      "pass it as an argument, or declare an `indicator`, which reads the market in force.",
    );
  }
  if (meaning.kind === "field" && scope.place === "risk") {
    return refuse(
      "a risk block",
      "A risk block guards a whole session, which may trade several markets.",
      "use facts such as `equity`, `exposure` or `quote.spread`; put conditions on prices into a strategy.",
    );
  }
  if (meaning.kind === "fact" && (scope.place === "fn" || scope.place === "indicator")) {
    return refuse(
      scope.place === "fn" ? "a `fn`" : "an `indicator`",
      "Functions and indicators depend on their arguments and on market data, never on a position.",
      "read it in the strategy, and pass it to a `fn` as an argument.",
    );
  }
  if (meaning.kind === "fact" && scope.place === "risk" && !riskFacts.has(meaning.fact)) {
    return refuse(
      "a risk block",
      "A risk block guards a whole session, not the position of one strategy.",
      "use `equity`, `day_start_equity`, `cash`, `exposure` or `quote.spread`.",
    );
  }
  return true;
}

const riskFacts: ReadonlySet<string> = new Set([
  "equity",
  "day_start_equity",
  "cash",
  "exposure",
  "quote.spread",
  "position.size",
  "position.side",
  "position.value",
]);

const holdingFacts: readonly HoldingFact[] = ["open", "profit", "bars_held", "drift"];

function reportUnknown(resolver: Resolver, scope: Scope, node: NameReference): void {
  const name = node.name.text;
  const later = scope.later.get(name);
  if (later !== undefined) {
    scope.used.add(later.id);
    resolver.report(
      "used-before-written",
      node.span,
      { name },
      {
        labels: [{ span: later.span, text: "declared here" }],
      },
    );
    return;
  }
  if (reportNameHabit(habitContext(resolver, scope), node)) {
    return;
  }
  if (isFunction(resolver, name)) {
    const parameters = resolver.library.descriptor(name)?.parameters;
    const takesNothing = parameters?.length === 0;
    const wanted = parameters?.filter((item) => item.default === undefined).map((item) => item.name);
    resolver.report(
      "not-a-value",
      node.span,
      {
        name,
        meaning: "an indicator",
        instead: takesNothing ? `${name}()` : `${name}(${wanted?.join(", ") ?? ".."})`,
      },
      takesNothing ? { fixes: [safeReplace(`call \`${name}()\``, node.span, `${name}()`)] } : {},
    );
    return;
  }
  const fact = scope.place === "strategy" ? renamedFacts.get(name) : undefined;
  const suggestion = fact ?? suggest(name, valueNames(resolver, scope));
  resolver.report(
    "unknown-name",
    node.span,
    { name, suggestion },
    {
      fixes: respell(`replace with \`${suggestion}\``, node.span, name, suggestion),
    },
  );
}

function resolveField(resolver: Resolver, scope: Scope, node: FieldAccess): void {
  const { object, field } = node;
  if (resolveMarketPath(resolver, scope, node)) {
    return;
  }
  if (object.kind !== "reference") {
    resolveExpression(resolver, scope, object);
    return;
  }
  const name = object.name.text;
  if (isBroken(resolver, scope, name)) {
    return;
  }
  const meaning = lookup(resolver, scope, name);
  if (meaning === undefined) {
    if (!reportFieldHabit(habitContext(resolver, scope), node)) {
      reportUnknown(resolver, scope, object);
    }
    return;
  }
  markUsed(resolver, scope, meaning);
  if (meaning.kind === "factGroup") {
    const fact = factOfGroup(name, field.text);
    if (fact === undefined) {
      reportField(resolver, name, node, fieldsOfGroup(name));
      return;
    }
    const found: Meaning = { kind: "fact", fact, name: `${name}.${field.text}` };
    if (isLegalHere(resolver, scope, found, found.name, node.span)) {
      resolver.meanings.set(node.id, found);
    }
    return;
  }
  if (meaning.kind === "combo") {
    resolveComboFact(resolver, node, name);
    return;
  }
  if (meaning.kind === "machine") {
    resolveMachineFact(resolver, node, meaning.declaration);
    return;
  }
  if (meaning.kind === "declaration" && meaning.declaration.kind === "market") {
    resolver.report("name-out-of-place", node.span, {
      name,
      place: scope.place === "strategy" ? `\`${scope.owner}\`` : "this place",
      reason: "A strategy reads the markets that it trades; the names after `trades` are the ones it sees.",
      instead: `add \`${name}\` to the markets after \`trades\`.`,
    });
    return;
  }
  resolveReference(resolver, scope, object);
}

function resolveComboFact(resolver: Resolver, node: FieldAccess, combo: string): void {
  const fact = holdingFacts.find((item) => item === node.field.text);
  if (fact === undefined) {
    reportField(resolver, combo, node, holdingFacts);
  } else {
    resolver.meanings.set(node.id, { kind: "holdingFact", combo, fact });
  }
}

function resolveMachineFact(resolver: Resolver, node: FieldAccess, machine: MachineStatement): void {
  const fields = machineFields(machine);
  const name = machine.name.text;
  const state = node.field.text;
  if (!fields.includes(state)) {
    reportField(resolver, name, node, fields);
    return;
  }
  resolver.meanings.set(node.id, {
    kind: "machineFact",
    machine: name,
    state: state === barsInState ? undefined : state,
  });
}

/** `eth.close`, `eth.position.size`; false for a path that does not begin with a market. */
function resolveMarketPath(resolver: Resolver, scope: Scope, node: FieldAccess): boolean {
  const path = marketPath(scope, node);
  if (path === undefined) {
    return false;
  }
  markUsed(resolver, scope, path.market.meaning);
  const found = meaningOfPath(path, node);
  if ("meaning" in found) {
    resolver.meanings.set(node.id, found.meaning);
  } else {
    reportField(resolver, found.object, node, found.known);
  }
  return true;
}

function reportField(resolver: Resolver, object: string, node: FieldAccess, known: readonly string[]): void {
  const suggestion = suggest(node.field.text, known);
  resolver.report(
    "unknown-field",
    node.field.span,
    { object, field: node.field.text, known, suggestion },
    {
      fixes: respell(`replace with \`${suggestion}\``, node.field.span, node.field.text, suggestion),
    },
  );
}

function resolveMarketName(
  resolver: Resolver,
  scope: Scope,
  node: Extract<Expression, { readonly kind: "conversion" }>,
): void {
  if (node.via === undefined) {
    return;
  }
  const meaning = scope.declared.get(node.via.text);
  if (meaning?.kind === "slot") {
    resolver.meanings.set(node.via.id, meaning);
    return;
  }
  const known = [...scope.declared].filter(([, value]) => value.kind === "slot").map(([text]) => text);
  resolver.report("unknown-declaration", node.via.span, {
    name: node.via.text,
    wanted: "market",
    known,
    suggestion: suggest(node.via.text, known),
  });
}

/** True for a name whose declaration or import was refused. */
export function isBroken(resolver: Resolver, scope: Scope, name: string): boolean {
  return scope.broken.has(name) || (resolver.broken.has(name) && !resolver.names.has(name));
}

function valueNames(resolver: Resolver, scope: Scope): readonly string[] {
  const wanted = scope.place === "fn" ? [] : builtinNames(scope.place === "risk");
  return [...scope.declared.keys(), ...wanted, ...(scope.place === "risk" ? [] : resolver.library.names())];
}

/** Remembers that something reads a name. */
export function markUsed(resolver: Resolver, scope: Scope, meaning: Meaning): void {
  if (meaning.kind === "declaration") {
    resolver.usedDeclarations.add(meaning.declaration.id);
  } else if ("declaration" in meaning) {
    scope.used.add(meaning.declaration.name.id);
  }
}
