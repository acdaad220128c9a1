import { assertNever } from "../diagnostics/index.ts";
import type { PineBlock, PineExpression, PineScript, PineStatement } from "./ast.ts";
import { isConstant } from "./constant.ts";
import { inputOf } from "./inputs.ts";
import { resolveExpression } from "./resolve-expression.ts";
import type { Origin, OwnFunction, Resolved, ResolvedScript } from "./resolved.ts";
import {
  createReading,
  createScope,
  define,
  findVariable,
  type Reading,
  reference,
  type Scope,
  type Variable,
} from "./scope.ts";

/** Resolves names, changing variables and branches of a script. */
export function resolvePine(script: PineScript): ResolvedScript {
  const reading = createReading(script);
  const scope = createScope(undefined);
  runBlock(reading, scope, script.statements);
  for (const [variable, definition] of reading.kept) {
    definition.next = reading.values.get(variable) ?? definition.value;
  }
  for (const [variable, value] of reading.values) {
    if (variable.final !== undefined) {
      variable.final.value = value;
    }
  }
  const { definitions, functions, actions, header, unreadable } = reading;
  return { definitions, functions, actions, header, unreadable };
}

/** Runs statements; the value of the last one that is an expression. */
export function runBlock(reading: Reading, scope: Scope, statements: PineBlock): Resolved | undefined {
  let value: Resolved | undefined;
  for (const statement of statements) {
    value = runStatement(reading, scope, statement);
  }
  return value;
}

function runStatement(reading: Reading, scope: Scope, statement: PineStatement): Resolved | undefined {
  switch (statement.kind) {
    case "declare":
      return statement.isTuple
        ? declareTuple(reading, scope, statement)
        : declareOne(reading, scope, statement);
    case "assign":
      return assign(reading, scope, statement);
    case "expression":
      return runExpression(reading, scope, statement);
    case "function":
      declareFunction(reading, scope, statement);
      return undefined;
    case "unreadable":
      reading.unreadable.push({
        ...placeOf(statement),
        why: statement.why,
        sendsOrders: statement.sendsOrders,
      });
      poison(reading, scope, statement.assigned, `line ${statement.line} could not be read`);
      return undefined;
    default:
      return assertNever(statement);
  }
}

function placeOf({ line, text }: Origin): Origin {
  return { line, text };
}

type Declare = Extract<PineStatement, { readonly kind: "declare" }>;

function declareOne(reading: Reading, scope: Scope, statement: Declare): Resolved {
  const [name = "_"] = statement.names;
  const variable: Variable = { name, changes: reading.changing.has(name), final: undefined };
  const input = statement.value.kind === "call" ? inputOf(reading, scope, statement.value) : undefined;
  if (input !== undefined) {
    const value = input.kind === "input" ? input.input.value : input.value;
    const definition = define(
      reading,
      name,
      value,
      statement,
      input.kind === "input" ? "param" : "let",
      input.kind === "input" ? input.input : undefined,
    );
    scope.names.set(name, variable);
    reading.values.set(variable, reference(definition));
    return reference(definition);
  }
  if (statement.value.kind === "call" && isEffect(statement.value)) {
    // The handle of a drawing: what it draws counts, its name does not.
    runExpression(reading, scope, { ...statement, kind: "expression" });
    scope.names.set(name, variable);
    reading.values.set(variable, { kind: "color" });
    return { kind: "color" };
  }
  const resolved = resolveExpression(reading, scope, statement.value, statement);
  scope.names.set(name, variable);
  const keeps = statement.once && (variable.changes || !isConstant(resolved));
  if (keeps) {
    return declareKept(reading, scope, statement, variable, resolved);
  }
  const isSimple = variable.changes && (resolved.kind === "number" || resolved.kind === "truth");
  const value =
    isSimple || resolved.kind === "na" || resolved.kind === "refused"
      ? resolved
      : reference(define(reading, name, resolved, statement));
  reading.values.set(variable, value);
  return value;
}

function declareKept(
  reading: Reading,
  scope: Scope,
  statement: Declare,
  variable: Variable,
  initial: Resolved,
): Resolved {
  if (scope.parent !== undefined || reading.owner !== undefined) {
    const value: Resolved = {
      kind: "refused",
      why: `\`var ${variable.name}\` is kept inside a block or a function`,
    };
    reading.values.set(variable, value);
    return value;
  }
  const definition = define(reading, variable.name, initial, statement, "kept");
  reading.kept.set(variable, definition);
  reading.values.set(variable, reference(definition));
  return reference(definition);
}

function declareTuple(reading: Reading, scope: Scope, statement: Declare): Resolved {
  const resolved = resolveExpression(reading, scope, statement.value, statement);
  const parts = tupleParts(reading, resolved, statement);
  for (const [index, name] of statement.names.entries()) {
    if (name === "_") {
      continue;
    }
    const variable: Variable = { name, changes: reading.changing.has(name), final: undefined };
    scope.names.set(name, variable);
    const part = parts(index);
    const isNamed = part.kind === "part" || part.kind === "ref" || part.kind === "refused";
    reading.values.set(variable, isNamed ? part : reference(define(reading, name, part, statement)));
  }
  return resolved;
}

/** How the values of a tuple are reached. */
function tupleParts(reading: Reading, value: Resolved, statement: Declare): (index: number) => Resolved {
  switch (value.kind) {
    case "tuple":
      return (index) => value.items[index] ?? { kind: "refused", why: "the tuple has fewer values" };
    case "choice": {
      const consequent = tupleParts(reading, value.consequent, statement);
      const alternative = tupleParts(reading, value.alternative, statement);
      return (index) => ({
        kind: "choice",
        condition: value.condition,
        consequent: consequent(index),
        alternative: alternative(index),
      });
    }
    case "call": {
      const inner = value.callee === "request.security" ? value.args[2] : undefined;
      if (inner?.value.kind === "tuple") {
        const { items } = inner.value;
        return (index) => ({
          ...value,
          args: value.args.map((argument, place) =>
            place === 2
              ? { ...argument, value: items[index] ?? { kind: "refused", why: "the tuple has fewer values" } }
              : argument,
          ),
        });
      }
      break;
    }
    case "refused":
      return () => value;
    default:
      break;
  }
  const name =
    value.kind === "call"
      ? value.callee.replace(/^.*\./, "")
      : value.kind === "own"
        ? value.fn.name
        : "parts";
  const record = define(reading, name, value, statement, "record");
  return (index) => ({ kind: "part", of: reference(record), index });
}

function assign(
  reading: Reading,
  scope: Scope,
  statement: Extract<PineStatement, { readonly kind: "assign" }>,
): Resolved {
  const variable = findVariable(scope, statement.name);
  const right = resolveExpression(reading, scope, statement.value, statement);
  if (variable === undefined) {
    const why = `\`${statement.name}\` is not declared before line ${statement.line}`;
    reading.unreadable.push({ ...placeOf(statement), why, sendsOrders: false });
    return { kind: "refused", why };
  }
  const old = reading.values.get(variable) ?? { kind: "na" };
  const value = statement.operator === undefined ? right : compound(statement.operator, old, right);
  return setValue(reading, variable, value, statement);
}

/** `x += 1`; literals are added at once. */
function compound(operator: "+" | "-" | "*" | "/" | "%", left: Resolved, right: Resolved): Resolved {
  const isPlain = left.kind === "number" && right.kind === "number" && operator === "+";
  return isPlain
    ? { kind: "number", text: String(Number(left.text) + Number(right.text)) }
    : { kind: "binary", operator, left, right };
}

/** Gives a variable a new value, with a definition where it is worth a name. */
export function setValue(
  reading: Reading,
  variable: Variable,
  value: Resolved,
  origin: { readonly line: number; readonly text: string; readonly comments?: readonly string[] },
): Resolved {
  const isPlain = ["number", "truth", "na", "text", "ref", "refused", "part"].includes(value.kind);
  const named = isPlain ? value : reference(define(reading, variable.name, value, origin));
  reading.values.set(variable, named);
  return named;
}

/** Marks variables as unknown, because what changes them is not translated. */
export function poison(reading: Reading, scope: Scope, names: readonly string[], why: string): void {
  for (const name of names) {
    const known = findVariable(scope, name);
    const variable = known ?? { name, changes: true, final: undefined };
    if (known === undefined) {
      scope.names.set(name, variable);
    }
    reading.values.set(variable, { kind: "refused", why });
  }
}

function runExpression(
  reading: Reading,
  scope: Scope,
  statement: Extract<PineStatement, { readonly kind: "expression" }>,
): Resolved | undefined {
  const { value } = statement;
  if (value.kind !== "call" || !isEffect(value)) {
    return resolveExpression(reading, scope, value, statement);
  }
  const action = {
    line: statement.line,
    text: statement.text,
    comments: statement.comments,
    callee: value.callee,
    args: value.args.map((argument) => ({
      name: argument.name,
      value: resolveExpression(reading, scope, argument.value, statement),
    })),
    guards: reading.guards,
  };
  if (value.callee === "strategy" || value.callee === "indicator" || value.callee === "library") {
    reading.header ??= action;
  } else {
    reading.actions.push(action);
  }
  return undefined;
}

/** Calls that send orders, draw, or report. */
function isEffect(call: Extract<PineExpression, { readonly kind: "call" }>): boolean {
  return effects.test(call.callee);
}

const effects =
  /^(?:strategy|indicator|library|study|strategy\.(?:entry|order|exit|close|close_all|cancel|cancel_all|risk\..+)|plot\w*|hline|fill|bgcolor|barcolor|alert|alertcondition|(?:label|line|box|table|linefill|polyline|array|matrix|map|log|runtime)\..+)$/;

function declareFunction(
  reading: Reading,
  scope: Scope,
  statement: Extract<PineStatement, { readonly kind: "function" }>,
): void {
  if (reading.owner !== undefined) {
    reading.unreadable.push({
      ...placeOf(statement),
      why: "a function inside a function",
      sendsOrders: false,
    });
    return;
  }
  const inner = createScope(scope);
  const locals: OwnFunction["locals"] = [];
  const defaults = statement.parameters.map(({ value }) =>
    value === undefined ? undefined : resolveExpression(reading, scope, value, statement),
  );
  const before = { values: reading.values, actions: reading.actions.length, guards: reading.guards };
  reading.values = new Map(before.values);
  const fn: OwnFunction = {
    name: statement.name,
    line: statement.line,
    text: statement.text,
    comments: statement.comments,
    formals: statement.parameters.map(({ name }) => {
      const formal = define(reading, name, { kind: "na" }, statement, "formal");
      const variable: Variable = { name, changes: true, final: undefined };
      inner.names.set(name, variable);
      reading.values.set(variable, reference(formal));
      return formal;
    }),
    defaults,
    locals,
    results: [],
  };
  reading.owner = fn;
  reading.guards = [];
  const last = runBlock(reading, inner, statement.body);
  reading.owner = undefined;
  reading.guards = before.guards;
  reading.values = before.values;
  const sent = reading.actions.splice(before.actions);
  const why = sent.some((action) => action.callee.startsWith("strategy."))
    ? `the function \`${fn.name}\` sends orders`
    : undefined;
  fn.results =
    why !== undefined || last === undefined
      ? [{ kind: "refused", why: why ?? `the function \`${fn.name}\` gives no value` }]
      : last.kind === "tuple"
        ? last.items
        : [last];
  if (why !== undefined) {
    reading.unreadable.push({ ...placeOf(fn), why, sendsOrders: true });
  }
  reading.functions.push(fn);
  scope.functions.set(fn.name, fn);
}
