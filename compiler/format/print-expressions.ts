import { bindingLevels, infixOperators } from "../../grammar/index.ts";
import type { Argument, BinaryExpression, CallExpression, Expression } from "../ast/nodes.ts";
import { childExpressions, encodeText } from "../parse/index.ts";
import { type Doc, fill, group, indent, join, line, softline } from "./doc.ts";
import { leadingComments, type PrintContext, printName, withComments } from "./print-context.ts";

const levels = { ...bindingLevels, open: 0, primary: 10 } as const;

/** An expression in a place that takes any. */
export function printExpression(ctx: PrintContext, expression: Expression): Doc {
  return atLevel(ctx, expression, levels.open);
}

/** A bound of a range: it must bind tighter than a comparison, and not look like a list of choices. */
export function printArithmetic(ctx: PrintContext, expression: Expression): Doc {
  return hasConversion(expression) || leftmost(expression).kind === "list"
    ? parenthesised(ctx, expression)
    : atLevel(ctx, expression, levels.coalesce);
}

/** An expression in a place where its first word could be taken for one of these keywords. */
export function printAfterKeyword(
  ctx: PrintContext,
  expression: Expression,
  words: readonly string[],
  isBeforeVia = false,
): Doc {
  return startsWithWord(expression, words) || (isBeforeVia && endsInConversion(expression))
    ? parenthesised(ctx, expression)
    : printExpression(ctx, expression);
}

/** A quantity in a place where a name in front of it would be its market. */
export function printAtQuantity(ctx: PrintContext, expression: Expression, hasMarket: boolean): Doc {
  const first = leftmost(expression).kind;
  const isName = first === "reference" || first === "conversion";
  return (isName && !hasMarket) || endsInConversion(expression)
    ? parenthesised(ctx, expression)
    : printExpression(ctx, expression);
}

/** An expression with `via` behind it, which a conversion at its end would take for its own. */
export function printBeforeVia(ctx: PrintContext, expression: Expression): Doc {
  return endsInConversion(expression) ? parenthesised(ctx, expression) : printExpression(ctx, expression);
}

/** An expression with `in` behind it, which must not be taken for a conversion. */
export function printBeforeRange(ctx: PrintContext, expression: Expression): Doc {
  return hasConversion(expression) ? parenthesised(ctx, expression) : printExpression(ctx, expression);
}

function parenthesised(ctx: PrintContext, expression: Expression): Doc {
  const isPlainChain = expression.kind === "binary" && !ctx.comments.has(expression);
  const content = isPlainChain ? printChain(ctx, expression, 0) : printExpression(ctx, expression);
  return group(["(", indent([softline, content]), softline, ")"]);
}

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
      return levels[infixOperators[expression.operator]];
    case "between":
    case "cross":
    case "known":
      return levels.comparison;
    case "unary":
      return expression.operator === "not" ? levels.not : levels.unary;
    case "field":
    case "history":
    case "call":
    case "on":
    case "filled":
    case "conversion":
      return levels.postfix;
    case "if":
      return levels.open;
    default:
      return levels.primary;
  }
}

function atLevel(ctx: PrintContext, expression: Expression, minimum: number): Doc {
  return levelOf(expression) < minimum
    ? parenthesised(ctx, expression)
    : withComments(ctx, expression, printBare(ctx, expression));
}

function printBare(ctx: PrintContext, expression: Expression): Doc {
  switch (expression.kind) {
    case "binary":
      return printChain(ctx, expression);
    case "unary":
      return expression.operator === "not"
        ? ["not ", atLevel(ctx, expression.operand, levels.not)]
        : // Signs in a row need no parentheses, of which only so many may be nested.
          [
            "-",
            atLevel(ctx, expression.operand, isNegative(expression.operand) ? levels.unary : levels.postfix),
          ];
    case "between":
      return [
        atLevel(ctx, expression.value, levels.coalesce),
        " between ",
        atLevel(ctx, expression.low, levels.coalesce),
        " and ",
        atLevel(ctx, expression.high, levels.coalesce),
      ];
    case "cross": {
      const word = expression.direction === "either" ? "crosses" : `crosses ${expression.direction}`;
      const isAmbiguous =
        expression.direction === "either" && startsWithWord(expression.right, ["above", "below"]);
      const right = isAmbiguous
        ? parenthesised(ctx, expression.right)
        : atLevel(ctx, expression.right, levels.coalesce);
      return [atLevel(ctx, expression.left, levels.coalesce), ` ${word} `, right];
    }
    case "known":
      return [
        atLevel(ctx, expression.value, levels.coalesce),
        expression.negated ? " is not known" : " is known",
      ];
    case "if":
      return group([
        "if ",
        printExpression(ctx, expression.condition),
        indent([
          line,
          "then ",
          printExpression(ctx, expression.consequent),
          line,
          "else ",
          printExpression(ctx, expression.alternative),
        ]),
      ]);
    default:
      return printPostfix(ctx, expression);
  }
}

function isNegative(expression: Expression): boolean {
  return expression.kind === "unary" && expression.operator === "-";
}

type Primary = Exclude<Expression, { kind: "binary" | "unary" | "between" | "cross" | "known" | "if" }>;

function printPostfix(ctx: PrintContext, expression: Primary): Doc {
  switch (expression.kind) {
    case "field":
      return [atLevel(ctx, expression.object, levels.postfix), ".", printName(ctx, expression.field)];
    case "history":
      return [
        atLevel(ctx, expression.object, levels.postfix),
        "[",
        printExpression(ctx, expression.offset),
        "]",
      ];
    case "call":
      return printCall(ctx, expression);
    case "on":
      return [
        atLevel(ctx, expression.value, levels.postfix),
        " on ",
        withComments(ctx, expression.clock, expression.clock.text),
        expression.asOf === "open" ? " as of open" : "",
      ];
    case "filled":
      return [
        atLevel(ctx, expression.value, levels.postfix),
        " filled forward for ",
        atLevel(ctx, expression.limit, levels.primary),
      ];
    case "conversion":
      return [
        atLevel(ctx, expression.value, levels.postfix),
        " in ",
        printName(ctx, expression.currency),
        expression.via === undefined ? [] : [" via ", printName(ctx, expression.via)],
      ];
    case "list":
      return group(["[", indent([softline, printItems(ctx, expression.items)]), softline, "]"]);
    case "reference":
      return printName(ctx, expression.name);
    default:
      return printLiteral(ctx, expression);
  }
}

type Literal = Exclude<
  Primary,
  { kind: "field" | "history" | "call" | "on" | "filled" | "conversion" | "list" | "reference" }
>;

function printLiteral(ctx: PrintContext, expression: Literal): Doc {
  switch (expression.kind) {
    case "number":
    case "ratio":
    case "duration":
    case "instant":
      return expression.text;
    case "bars":
      return `${expression.count} ${expression.count === 1 ? "bar" : "bars"}`;
    case "amount":
      return [`${expression.text} `, printName(ctx, expression.asset)];
    case "string":
      return encodeText(expression.value);
    case "boolean":
      return String(expression.value);
    case "error":
      return "";
  }
}

/** Items between commas: as many on a line as fit where all are short, else one on each line. */
export function printItems(ctx: PrintContext, items: readonly Expression[]): Doc {
  const docs = items.map((item) => printExpression(ctx, item));
  const isPlain = items.every((item) => childExpressions(item).length === 0 && !ctx.comments.has(item));
  return isPlain && items.length > 8 ? fill(docs) : join([",", line], docs);
}

function printCall(ctx: PrintContext, call: CallExpression): Doc {
  const callee = atLevel(ctx, call.callee, levels.postfix);
  return [callee, printArguments(ctx, call.arguments)];
}

/** Arguments in parentheses. */
export function printArguments(ctx: PrintContext, list: readonly Argument[]): Doc {
  if (list.length === 0) {
    return "()";
  }
  const docs = list.map((argument) => {
    const value = printExpression(ctx, argument.value);
    return withComments(
      ctx,
      argument,
      argument.name === undefined ? value : [printName(ctx, argument.name), " = ", value],
    );
  });
  return group(["(", indent([softline, join([",", line], docs)]), softline, ")"]);
}

/** A chain of operators of one level: broken before each operator. `and` inside `or` gets parentheses for the eye. */
function printChain(ctx: PrintContext, expression: BinaryExpression, indentLevels = 2): Doc {
  const level = levelOf(expression);
  const links: { readonly operator: string; readonly node: BinaryExpression }[] = [];
  let first: Expression = expression;
  while (first.kind === "binary" && levelOf(first) === level) {
    links.unshift({ operator: first.operator, node: first });
    const left: Expression = first.left;
    const continues = left.kind === "binary" && levelOf(left) === level && level !== levels.comparison;
    first = left;
    if (!continues || (ctx.comments.get(left)?.leading.length ?? 0) > 0) {
      break;
    }
  }
  const leftMinimum = level === levels.comparison ? level + 1 : level;
  const rest = links.map(({ operator, node }) => {
    const operand = node.right;
    const own = ctx.comments.get(operand);
    const inFront = own?.leading.filter(({ isOwnLine }) => isOwnLine) ?? [];
    const before = own === undefined ? [] : leadingComments(ctx, { ...own, leading: inFront }, operand);
    const after = node === expression ? [] : trailingOf(ctx, node);
    return [
      line,
      before,
      operator,
      " ",
      printLink(withoutLeading(ctx, operand, inFront.length), operand, level),
      after,
    ];
  });
  return group([printLink(ctx, first, level, leftMinimum), indent(rest, indentLevels)]);
}

function printLink(ctx: PrintContext, operand: Expression, level: number, minimum = level + 1): Doc {
  const isAndInOr = level === levels.or && levelOf(operand) === levels.and;
  return isAndInOr ? parenthesised(ctx, operand) : atLevel(ctx, operand, minimum);
}

function withoutLeading(ctx: PrintContext, node: Expression, count: number): PrintContext {
  const own = ctx.comments.get(node);
  if (count === 0 || own === undefined) {
    return ctx;
  }
  const rest = { ...own, leading: own.leading.filter(({ isOwnLine }) => !isOwnLine) };
  return { ...ctx, comments: new Map(ctx.comments).set(node, rest) };
}

function trailingOf(ctx: PrintContext, node: Expression): Doc {
  const own = ctx.comments.get(node);
  return own === undefined
    ? []
    : withComments({ ...ctx, comments: new Map([[node, { ...own, leading: [] }]]) }, node, []);
}

// ------------------------------------------------------------------ ambiguities

function startsWithWord(expression: Expression, words: readonly string[]): boolean {
  const first = leftmost(expression);
  return first.kind === "reference" && words.includes(first.name.text);
}

/** The expression that the text of another one starts with. */
function leftmost(expression: Expression): Expression {
  let first = expression;
  for (;;) {
    const isPrefix = first.kind === "unary" || first.kind === "if" || first.kind === "list";
    const next: Expression | undefined = isPrefix ? undefined : childExpressions(first)[0];
    if (next === undefined) {
      return first;
    }
    first = next;
  }
}

function endsInConversion(expression: Expression): boolean {
  switch (expression.kind) {
    case "conversion":
      return expression.via === undefined;
    case "binary":
    case "cross":
      return endsInConversion(expression.right);
    case "between":
      return endsInConversion(expression.high);
    case "unary":
      return endsInConversion(expression.operand);
    case "if":
      return endsInConversion(expression.alternative);
    default:
      return false;
  }
}

function hasConversion(expression: Expression): boolean {
  return expression.kind === "conversion" || childExpressions(expression).some(hasConversion);
}
