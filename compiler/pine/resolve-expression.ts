import { assertNever } from "../diagnostics/index.ts";
import type { PineBlock, PineExpression } from "./ast.ts";
import { inputOf } from "./inputs.ts";
import { poison, runBlock, setValue } from "./resolve.ts";
import type { Origin, Resolved } from "./resolved.ts";
import {
  createScope,
  define,
  findFunction,
  findVariable,
  type Reading,
  reference,
  type Scope,
  type Variable,
} from "./scope.ts";

/** Resolves an expression at the present place of the script. */
export function resolveExpression(
  reading: Reading,
  scope: Scope,
  node: PineExpression,
  origin: Origin,
): Resolved {
  const resolve = (part: PineExpression): Resolved => resolveExpression(reading, scope, part, origin);
  switch (node.kind) {
    case "number":
      return { kind: "number", text: node.text.replaceAll("_", "") };
    case "text":
      return { kind: "text", value: node.value };
    case "truth":
      return { kind: "truth", value: node.value };
    case "color":
      return { kind: "color" };
    case "name":
      return resolveName(reading, scope, node.name);
    case "call":
      return resolveCall(reading, scope, node, origin);
    case "past":
      return resolvePast(reading, scope, node, origin);
    case "unary":
      return { kind: "unary", operator: node.operator, operand: resolve(node.operand) };
    case "binary":
      return {
        kind: "binary",
        operator: node.operator,
        left: resolve(node.left),
        right: resolve(node.right),
      };
    case "choice":
      return {
        kind: "choice",
        condition: resolve(node.condition),
        consequent: resolve(node.consequent),
        alternative: resolve(node.alternative),
      };
    case "tuple":
      return { kind: "tuple", items: node.items.map(resolve) };
    case "if":
      return resolveBranches(reading, scope, {
        conditions: node.branches.map(
          ({ condition }) =>
            () =>
              resolve(condition),
        ),
        bodies: node.branches.map(({ body }) => body),
        otherwise: node.alternative,
        origin,
      });
    case "switch": {
      const subject = node.subject === undefined ? undefined : resolve(node.subject);
      const tested = node.cases.flatMap(({ test, body }) => (test === undefined ? [] : [{ test, body }]));
      return resolveBranches(reading, scope, {
        conditions: tested.map(({ test }) => (): Resolved => {
          const value = resolve(test);
          return subject === undefined
            ? value
            : { kind: "binary", operator: "==", left: subject, right: value };
        }),
        bodies: tested.map(({ body }) => body),
        otherwise: node.cases.find(({ test }) => test === undefined)?.body,
        origin,
      });
    }
    case "strange":
      poison(reading, scope, node.assigned, `${node.what} at line ${node.line} changes it`);
      reading.unreadable.push({
        line: node.line,
        text: origin.text,
        why: `${node.what} is not translated`,
        sendsOrders: node.sendsOrders,
      });
      return { kind: "refused", why: `${node.what} is not translated` };
    default:
      return assertNever(node);
  }
}

function resolveName(reading: Reading, scope: Scope, name: string): Resolved {
  if (name === "na") {
    return { kind: "na" };
  }
  const variable = findVariable(scope, name);
  if (variable !== undefined) {
    return reading.values.get(variable) ?? { kind: "na" };
  }
  return name.startsWith("color.") ? { kind: "color" } : { kind: "builtin", name };
}

function resolveCall(
  reading: Reading,
  scope: Scope,
  node: Extract<PineExpression, { readonly kind: "call" }>,
  origin: Origin,
): Resolved {
  const fn = findFunction(scope, node.callee);
  const args = node.args.map((argument) => ({
    name: argument.name,
    value: resolveExpression(reading, scope, argument.value, origin),
  }));
  if (fn !== undefined) {
    const given = fn.formals.map((formal, index): Resolved => {
      const named = args.find((argument) => argument.name === formal.name)?.value;
      const placed = args[index]?.name === undefined ? args[index]?.value : undefined;
      return (
        named ??
        placed ??
        fn.defaults[index] ?? { kind: "refused", why: `\`${fn.name}\` needs \`${formal.name}\`` }
      );
    });
    return { kind: "own", fn, args: given };
  }
  if (node.callee === "input" || node.callee.startsWith("input.")) {
    const input = inputOf(reading, scope, node);
    if (input?.kind === "value") {
      return input.value;
    }
    if (input?.kind === "input") {
      const name = nameFromTitle(input.input.title) ?? `input${reading.definitions.length}`;
      return reference(define(reading, name, input.input.value, origin, "param", input.input));
    }
  }
  if (node.callee.startsWith("color.")) {
    return { kind: "color" };
  }
  return { kind: "call", callee: node.callee, args };
}

function nameFromTitle(title: string | undefined): string | undefined {
  const words = (title ?? "").split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const name = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return /^[a-z]/.test(name) ? name.slice(0, 24) : undefined;
}

/** `x[k]`: of a variable that changes, its last value of that bar. */
function resolvePast(
  reading: Reading,
  scope: Scope,
  node: Extract<PineExpression, { readonly kind: "past" }>,
  origin: Origin,
): Resolved {
  const offset = resolveExpression(reading, scope, node.offset, origin);
  const variable = node.object.kind === "name" ? findVariable(scope, node.object.name) : undefined;
  const object =
    variable?.changes === true && reading.owner === undefined
      ? reference(finalOf(reading, variable, origin))
      : resolveExpression(reading, scope, node.object, origin);
  return { kind: "past", object, offset };
}

function finalOf(reading: Reading, variable: Variable, origin: Origin) {
  variable.final ??= define(reading, variable.name, { kind: "na" }, origin, "final");
  return variable.final;
}

interface Branches {
  readonly conditions: readonly (() => Resolved)[];
  readonly bodies: readonly PineBlock[];
  readonly otherwise: PineBlock | undefined;
  readonly origin: Origin;
}

/** Runs each branch from the same start, and joins what they changed into choices. */
function resolveBranches(reading: Reading, scope: Scope, branches: Branches): Resolved {
  const start = reading.values;
  const outerGuards = reading.guards;
  const outer = new Set(start.keys());
  const ends: {
    readonly condition: Resolved;
    readonly values: Reading["values"];
    readonly value: Resolved;
  }[] = [];
  let passed: readonly Resolved[] = [];
  for (const [index, body] of branches.bodies.entries()) {
    reading.values = new Map(start);
    const condition = branches.conditions[index]?.() ?? { kind: "na" };
    reading.guards = [...outerGuards, ...passed, condition];
    const value = runBlock(reading, createScope(scope), body) ?? { kind: "na" };
    ends.push({ condition, values: reading.values, value });
    passed = [...passed, { kind: "unary", operator: "not", operand: condition }];
  }
  reading.values = new Map(start);
  reading.guards = [...outerGuards, ...passed];
  const last =
    branches.otherwise === undefined ? undefined : runBlock(reading, createScope(scope), branches.otherwise);
  const rest = reading.values;
  reading.guards = outerGuards;
  reading.values = start;
  for (const variable of outer) {
    const isChanged = [rest, ...ends.map((end) => end.values)].some(
      (values) => values.get(variable) !== start.get(variable),
    );
    if (isChanged) {
      const fallback: Resolved = rest.get(variable) ?? { kind: "na" };
      const joined = ends.reduceRight<Resolved>(
        (alternative, { condition, values }) =>
          choose(condition, values.get(variable) ?? { kind: "na" }, alternative),
        fallback,
      );
      setValue(reading, variable, joined, branches.origin);
    }
  }
  return ends.reduceRight<Resolved>(
    (alternative, { condition, value }) => choose(condition, value, alternative),
    last ?? { kind: "na" },
  );
}

function choose(condition: Resolved, consequent: Resolved, alternative: Resolved): Resolved {
  if (consequent === alternative) {
    return consequent;
  }
  if (consequent.kind === "refused") {
    return consequent;
  }
  if (alternative.kind === "refused") {
    return alternative;
  }
  return { kind: "choice", condition, consequent, alternative };
}
