import { assertNever } from "../diagnostics/index.ts";
import { printBuiltin } from "./builtins.ts";
import { printCall } from "./calls.ts";
import { numberText } from "./inputs.ts";
import { type Printing, refuse, remark } from "./printing.ts";
import { behind, type Definition, type Resolved, someDeep } from "./resolved.ts";
import { atom, joined, level, type Piece, tight } from "./text.ts";
import { callableFor, fieldOf } from "./vocabulary.ts";

/** Writes an expression in `.ctk`. What cannot be written is recorded in `refusals`. */
export function print(printing: Printing, node: Resolved): Piece {
  printing.budget.left -= 1;
  if (printing.budget.left < 0) {
    return printing.refusals.length > 0 ? atom("?") : refuse(printing, "the expression becomes too long");
  }
  const lifted = printing.lift?.(node);
  if (lifted !== undefined) {
    return atom(lifted);
  }
  switch (node.kind) {
    case "number":
      return atom(numberText(node) ?? "0");
    case "truth":
      return atom(String(node.value));
    case "text":
      return atom(String(printing.codeOf(node.value)));
    case "na":
      return refuse(
        printing,
        "there is no literal for a missing value",
        "write the condition under which it is missing into the rule that reads it",
      );
    case "color":
      return refuse(printing, "colours do not exist here");
    case "builtin":
      return printing.replace?.(node.name) ?? printBuiltin(printing, node.name);
    case "ref":
      return printReference(printing, node.definition);
    case "part":
      return printPart(printing, node);
    case "call":
      return printCall(printing, node);
    case "own":
      return printOwn(printing, node);
    case "past":
      return printPast(printing, node);
    case "unary":
      return printUnary(printing, node);
    case "binary":
      return printBinary(printing, node);
    case "choice":
      return printChoice(printing, node);
    case "tuple":
      return refuse(printing, "several values where one is wanted");
    case "refused":
      return refuse(printing, node.why);
    default:
      return assertNever(node);
  }
}

function printReference(printing: Printing, definition: Definition): Piece {
  const before = printing.keeping.get(definition);
  if (before !== undefined) {
    return atom(before);
  }
  if (definition.role === "final" && printing.keeping.size > 0) {
    return print(printing, definition.value);
  }
  const dependsOnKept =
    printing.keeping.size > 0 &&
    someDeep(
      { kind: "ref", definition },
      (part) => part.kind === "ref" && printing.keeping.has(part.definition),
    );
  const isMovable = definition.role === "let" || definition.role === "final" || definition.role === "record";
  if (isMovable && (printing.isInlined || dependsOnKept || printing.isPassing(definition))) {
    return print(printing, definition.value);
  }
  const written = printing.write(definition);
  if (written.refusal !== undefined) {
    return refuse(printing, written.refusal.why, written.refusal.advice);
  }
  if (definition.role === "kept") {
    if (definition.value.kind === "na") {
      return atom(`${written.name}[1]`);
    }
    const initial = print(printing, definition.value);
    return { text: `${written.name}[1] ?? ${tight(initial, level.sum)}`, level: level.coalesce };
  }
  return atom(written.name);
}

function printPart(printing: Printing, node: Extract<Resolved, { readonly kind: "part" }>): Piece {
  const whole = node.of.kind === "ref" ? node.of.definition.value : node.of;
  const value = behind(whole);
  let field: string | undefined;
  if (value.kind === "call" && value.callee.startsWith("ta.")) {
    const name = value.callee.slice("ta.".length);
    const callable = callableFor(name);
    field = callable === undefined ? undefined : fieldOf(name, callable, node.index);
    if (callable !== undefined && field === undefined) {
      return refuse(printing, `\`${callable.name}\` has no such value`);
    }
  } else if (value.kind === "own") {
    field = valueName(value.fn.results[node.index], node.index);
  }
  if (field === undefined) {
    const failed = print(printing, node.of);
    return printing.refusals.length > 0 ? failed : refuse(printing, "its values have no names here");
  }
  const record = print(printing, node.of);
  return atom(`${tight(record, level.atom)}.${field}`);
}

/** The name of a value of an own function: that of the variable it returns. */
export function valueName(result: Resolved | undefined, index: number): string {
  return result?.kind === "ref" ? result.definition.name : `value${index + 1}`;
}

function printOwn(printing: Printing, node: Extract<Resolved, { readonly kind: "own" }>): Piece {
  const { name, refusal, lifted, bars } = printing.writeFunction(node.fn);
  if (refusal !== undefined) {
    return refuse(printing, refusal.why, refusal.advice);
  }
  for (const [index, formal] of node.fn.formals.entries()) {
    const argument = node.args[index];
    if (argument !== undefined && bars.has(formal)) {
      printing.countBars(argument);
    }
  }
  const args = [...node.args, ...lifted].map((argument) => print(printing, argument).text);
  return atom(`${name}(${args.join(", ")})`);
}

function printPast(printing: Printing, node: Extract<Resolved, { readonly kind: "past" }>): Piece {
  const { object } = node;
  if (object.kind === "ref" && object.definition.role === "final") {
    const kept = keptBehind(printing, object.definition);
    if (kept !== undefined && isOne(node.offset)) {
      return atom(kept);
    }
  }
  const value = print(printing, object);
  const offset = print(printing, node.offset);
  printing.countBars(node.offset);
  return atom(`${tight(value, level.atom)}[${offset.text}]`);
}

/** `x[1]` of a value whose own rule is being written is the value before. */
function keptBehind(printing: Printing, definition: Definition): string | undefined {
  const direct = printing.keeping.get(definition);
  if (direct !== undefined) {
    return direct;
  }
  for (const [kept, name] of printing.keeping) {
    if (kept.name === definition.name && kept.next === definition.value) {
      return name;
    }
  }
  return undefined;
}

function isOne(node: Resolved): boolean {
  return node.kind === "number" && Number(node.text) === 1;
}

function printUnary(printing: Printing, node: Extract<Resolved, { readonly kind: "unary" }>): Piece {
  if (node.operator === "+") {
    return print(printing, node.operand);
  }
  if (node.operator === "-") {
    return { text: `-${tight(print(printing, node.operand), level.sign)}`, level: level.sign };
  }
  return negated(printing, node.operand);
}

/** `not x`; what is negated twice stands as it is. */
function negated(printing: Printing, operand: Resolved): Piece {
  if (operand.kind === "unary" && operand.operator === "not") {
    return print(printing, operand.operand);
  }
  if (operand.kind === "call" && operand.callee === "na" && operand.args[0] !== undefined) {
    return printKnown(printing, operand.args[0].value, true);
  }
  remark(
    printing,
    "where a value is not known yet, Pine takes a comparison for false and its opposite for true; here neither fires a rule",
    "matters in the first bars only",
  );
  return { text: `not ${tight(print(printing, operand), level.atom)}`, level: level.not };
}

/** `x is known`; `time(.., session)` is known within the session. */
export function printKnown(printing: Printing, value: Resolved, isKnown: boolean): Piece {
  const inner = behind(value);
  if (inner.kind === "call" && (inner.callee === "time" || inner.callee === "time_close")) {
    const inside = print(printing, inner);
    return isKnown ? inside : { text: `not ${tight(inside, level.atom)}`, level: level.not };
  }
  const piece = print(printing, value);
  return {
    text: `${tight(piece, level.coalesce)} ${isKnown ? "is known" : "is not known"}`,
    level: level.comparison,
  };
}

function printBinary(printing: Printing, node: Extract<Resolved, { readonly kind: "binary" }>): Piece {
  const special = printSpecial(printing, node);
  if (special !== undefined) {
    return special;
  }
  const { operator } = node;
  const left = print(printing, node.left);
  const right = print(printing, node.right);
  switch (operator) {
    case "or":
      return logic(left, "or", right);
    case "and":
      return logic(left, "and", right);
    case "+":
    case "-":
      return joined(left, operator, right, level.sum);
    case "*":
    case "/":
      return joined(left, operator, right, level.product);
    case "%":
      return refuse(
        printing,
        "there is no remainder of a division",
        "compare with `hour()` or `weekday()` instead",
      );
    default:
      return joined(left, operator, right, level.comparison);
  }
}

/** `a and b`; a side that says nothing is left out. */
function logic(left: Piece, operator: "and" | "or", right: Piece): Piece {
  const neutral = operator === "and" ? "true" : "false";
  if (left.text === neutral) {
    return right;
  }
  return right.text === neutral ? left : joined(left, operator, right, level[operator]);
}

/** Comparisons that are written in another way. */
function printSpecial(
  printing: Printing,
  node: Extract<Resolved, { readonly kind: "binary" }>,
): Piece | undefined {
  const { operator, left, right } = node;
  if (operator === "==" || operator === "!=") {
    const truth = right.kind === "truth" ? right : left.kind === "truth" ? left : undefined;
    if (truth !== undefined) {
      const other = truth === right ? left : right;
      return truth.value === (operator === "==") ? print(printing, other) : negated(printing, other);
    }
    if (isCondition(left) && isCondition(right)) {
      const a = tight(print(printing, left), level.atom);
      const b = tight(print(printing, right), level.atom);
      return operator === "=="
        ? { text: `${a} and ${b} or not ${a} and not ${b}`, level: level.or }
        : { text: `${a} and not ${b} or not ${a} and ${b}`, level: level.or };
    }
  }
  if ((operator === "!=" || operator === ">") && isZero(right) && isPeriodChange(left)) {
    return print(printing, left);
  }
  if (left.kind === "builtin" && left.name === "bar_index") {
    return printBarNumber(printing, operator, right);
  }
  return printCalendar(printing, node) ?? printSide(printing, node);
}

/** `ta.change(time("D"))` is not zero where a day begins. */
function isPeriodChange(node: Resolved): boolean {
  const inner = node.kind === "call" && node.callee === "ta.change" ? node.args[0]?.value : undefined;
  return inner?.kind === "call" && inner.callee === "time";
}

function isZero(node: Resolved): boolean {
  return node.kind === "number" && Number(node.text) === 0;
}

function printBarNumber(printing: Printing, operator: string, right: Resolved): Piece | undefined {
  const other = behind(right);
  if (operator === "-" && other.kind === "call" && other.callee === "strategy.opentrades.entry_bar_index") {
    return atom("bars_held");
  }
  if ((operator === ">" || operator === ">=") && !someDeep(right, (part) => part.kind === "call")) {
    remark(
      printing,
      "a bar number guards the start of the chart; rules here wait until all that they read is known",
      "nothing, where that was its purpose",
    );
    return atom("true");
  }
  return undefined;
}

const daysOfWeek = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** The weekday here of a weekday of Pine Script: 1 is Sunday there, Monday here. */
function weekdayHere(node: Resolved): number | undefined {
  const named = node.kind === "builtin" ? /^dayofweek\.(\w+)$/.exec(node.name)?.[1] : undefined;
  const day = named === undefined ? undefined : daysOfWeek.indexOf(named) + 1;
  const number = day ?? (node.kind === "number" ? Number(node.text) : undefined);
  return number === undefined || number < 1 || number > 7 ? undefined : ((number + 5) % 7) + 1;
}

function printCalendar(
  printing: Printing,
  node: Extract<Resolved, { readonly kind: "binary" }>,
): Piece | undefined {
  const { operator, left, right } = node;
  const isDay = (side: Resolved): boolean =>
    (side.kind === "builtin" && side.name === "dayofweek") ||
    (side.kind === "call" && side.callee === "dayofweek");
  if (isDay(left) && (operator === "==" || operator === "!=")) {
    const day = weekdayHere(right);
    if (day !== undefined) {
      const call = left.kind === "call" ? left : { kind: "call" as const, callee: "dayofweek", args: [] };
      return joined(
        printCall(printing, { ...call, callee: "weekday" }),
        operator,
        atom(String(day)),
        level.comparison,
      );
    }
  }
  return undefined;
}

/** The sign of a position against zero is its side. */
function printSide(
  printing: Printing,
  node: Extract<Resolved, { readonly kind: "binary" }>,
): Piece | undefined {
  const isSize = (side: Resolved): boolean =>
    side.kind === "builtin" && side.name === "strategy.position_size";
  if (!/^(?:[<>]=?|==|!=)$/.test(node.operator)) {
    return undefined;
  }
  if (isSize(node.left) && isZero(node.right)) {
    return joined(print(printing, sideBuiltin), node.operator, atom("0"), level.comparison);
  }
  return isZero(node.left) && isSize(node.right)
    ? joined(atom("0"), node.operator, print(printing, sideBuiltin), level.comparison)
    : undefined;
}

const sideBuiltin: Resolved = { kind: "builtin", name: "position.side" };

function printChoice(printing: Printing, node: Extract<Resolved, { readonly kind: "choice" }>): Piece {
  const condition = print(printing, node.condition);
  if (isCondition(node.consequent) && node.alternative.kind === "na") {
    return joined(condition, "and", print(printing, node.consequent), level.and);
  }
  if (node.alternative.kind === "na" || node.consequent.kind === "na") {
    return printUnless(printing, node, condition);
  }
  if (isCondition(node.consequent) && node.alternative.kind === "truth") {
    const value = print(printing, node.consequent);
    return node.alternative.value
      ? joined({ text: `not ${tight(condition, level.atom)}`, level: level.not }, "or", value, level.or)
      : joined(condition, "and", value, level.and);
  }
  if (node.consequent.kind === "truth" && node.consequent.value && isCondition(node.alternative)) {
    return joined(condition, "or", print(printing, node.alternative), level.or);
  }
  const consequent = print(printing, node.consequent);
  const alternative = print(printing, node.alternative);
  const first = consequent.level === level.conditional ? `(${consequent.text})` : consequent.text;
  return { text: `if ${condition.text} then ${first} else ${alternative.text}`, level: level.conditional };
}

/** A value that is missing under a condition: what is divided by zero is absent, and keeps its unit. */
function printUnless(
  printing: Printing,
  node: Extract<Resolved, { readonly kind: "choice" }>,
  condition: Piece,
): Piece {
  const isFirst = node.alternative.kind === "na";
  const value = print(printing, isFirst ? node.consequent : node.alternative);
  const divisor = `(if ${condition.text} then ${isFirst ? "1 else 0" : "0 else 1"})`;
  return { text: `${tight(value, level.product)} / ${divisor}`, level: level.product };
}

const conditionCalls = new Set([
  "na",
  "ta.crossover",
  "ta.crossunder",
  "ta.cross",
  "ta.rising",
  "ta.falling",
  "bool",
]);

/** True for what is certainly a condition. */
export function isCondition(node: Resolved): boolean {
  switch (node.kind) {
    case "truth":
      return true;
    case "unary":
      return node.operator === "not";
    case "binary":
      return !/^[-+*/%]$/.test(node.operator);
    case "call":
      return (
        conditionCalls.has(node.callee) ||
        (node.callee === "request.security" && node.args[2] !== undefined && isCondition(node.args[2].value))
      );
    case "past":
      return isCondition(node.object);
    case "choice":
      return isCondition(node.consequent) && isCondition(node.alternative);
    case "ref": {
      const { definition } = node;
      if (definition.role === "param") {
        return definition.input?.kind === "truth";
      }
      return definition.role === "let" && isConditionNamed(definition);
    }
    default:
      return false;
  }
}

const conditionNames = new WeakMap<Definition, boolean>();

function isConditionNamed(definition: Definition): boolean {
  const known = conditionNames.get(definition);
  if (known !== undefined) {
    return known;
  }
  conditionNames.set(definition, false);
  const found = isCondition(definition.value);
  conditionNames.set(definition, found);
  return found;
}
