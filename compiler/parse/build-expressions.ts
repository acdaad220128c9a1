import type { IToken } from "chevrotain";
import type {
  ArgumentCstNode,
  ArgumentListCstNode,
  ArithmeticCstNode,
  ExpressionCstNode,
  ListCstNode,
  NumberLiteralCstNode,
  OperandCstNode,
  OperatorTailCstNode,
  PostfixCstNode,
  PrimaryCstNode,
} from "../../grammar/index.ts";
import { Instant, MalformedNumber } from "../../grammar/index.ts";
import type {
  Argument,
  DurationLiteral,
  Expression,
  InstantLiteral,
  ListExpression,
  Span,
} from "../ast/nodes.ts";
import {
  type BuildContext,
  buildName,
  buildText,
  errorExpression,
  first,
  head,
  headOf,
  joinSpans,
  nodeSpan,
  optionalName,
  spaced,
  tokenSpan,
} from "./build-context.ts";
import { type Operand, orderOperators, type Tail } from "./build-operators.ts";
import { isDeeperThan } from "./expression-depth.ts";
import {
  durationMilliseconds,
  instantTime,
  numberValue,
  ratioValue,
  suggestInstant,
  suggestNumber,
} from "./number-literal.ts";
import { syntaxProblem } from "./problem.ts";

/** The expression of a statement, or an error node at `place` where it did not parse or is nested too deep. */
export function buildSlot(
  ctx: BuildContext,
  node: ExpressionCstNode | ArithmeticCstNode | undefined,
  place: Span,
): Expression {
  if (node === undefined) {
    return errorExpression(ctx, { source: place.source, start: place.end, end: place.end });
  }
  return bounded(ctx, node.name === "expression" ? buildExpression(ctx, node) : buildArithmetic(ctx, node));
}

/** How deep the tree of one expression may be. A chain of operators is as deep as it has operators. */
const depthLimit = 200;

/** Later stages walk the tree recursively; what is too deep for them never reaches them. */
function bounded(ctx: BuildContext, expression: Expression): Expression {
  if (!isDeeperThan(expression, depthLimit)) {
    return expression;
  }
  const span = expression.span;
  ctx.problems.push(syntaxProblem("too-deep", span, { arguments: { limit: depthLimit } }));
  return errorExpression(ctx, span);
}

/** The expression of a statement, where there is one. */
export function optionalSlot(
  ctx: BuildContext,
  nodes: readonly ExpressionCstNode[] | undefined,
): Expression | undefined {
  const node = first(nodes);
  return node === undefined ? undefined : buildSlot(ctx, node, nodeSpan(ctx, node));
}

function buildExpression(ctx: BuildContext, node: ExpressionCstNode): Expression {
  const { operand, operatorTail, foreignTernary } = node.children;
  const tails = (operatorTail ?? []).flatMap((tail) => buildTail(ctx, tail));
  const ordered = orderOperators(ctx, buildOperand(ctx, first(operand), nodeSpan(ctx, node)), tails);
  const ternary = first(foreignTernary);
  return ternary === undefined ? ordered : buildTernary(ctx, ordered, ternary);
}

function nestedExpression(
  ctx: BuildContext,
  nodes: readonly ExpressionCstNode[] | undefined,
  place: Span,
): Expression {
  const node = first(nodes);
  return node === undefined ? errorExpression(ctx, place) : buildExpression(ctx, node);
}

function buildArithmetic(ctx: BuildContext, node: ArithmeticCstNode): Expression {
  const tails = (node.children.arithmeticTail ?? []).flatMap((tail): readonly Tail[] => {
    const operator = first(tail.children.ArithmeticOperator);
    const operand = buildOperand(ctx, first(tail.children.operand), nodeSpan(ctx, tail));
    return operator === undefined ? [] : [{ kind: "infix", operator, operand }];
  });
  return orderOperators(ctx, buildOperand(ctx, first(node.children.operand), nodeSpan(ctx, node)), tails);
}

function arithmeticOrError(
  ctx: BuildContext,
  nodes: readonly ArithmeticCstNode[] | undefined,
  place: Span,
): Expression {
  const node = first(nodes);
  return node === undefined ? errorExpression(ctx, place) : buildArithmetic(ctx, node);
}

function buildTail(ctx: BuildContext, node: OperatorTailCstNode): readonly Tail[] {
  const span = nodeSpan(ctx, node);
  const infix = first(node.children.infixTail)?.children;
  if (infix !== undefined) {
    const operator = first(infix.InfixOperator);
    const operand = buildOperand(ctx, first(infix.operand), span);
    return operator === undefined ? [] : [{ kind: "infix", operator, operand }];
  }
  const between = first(node.children.betweenTail)?.children;
  if (between !== undefined) {
    const low = arithmeticOrError(ctx, between.low, span);
    return [{ kind: "between", low, high: arithmeticOrError(ctx, between.high, span) }];
  }
  const cross = first(node.children.crossTail)?.children;
  if (cross !== undefined) {
    const direction = cross.Above !== undefined ? "above" : cross.Below !== undefined ? "below" : "either";
    return [{ kind: "cross", direction, right: arithmeticOrError(ctx, cross.arithmetic, span) }];
  }
  const known = first(node.children.knownTail)?.children;
  return known === undefined ? [] : [{ kind: "known", negated: known.Not !== undefined, end: span }];
}

function buildTernary(
  ctx: BuildContext,
  condition: Expression,
  node: NonNullable<ExpressionCstNode["children"]["foreignTernary"]>[number],
): Expression {
  const { Question, consequent, Colon, alternative } = node.children;
  const span = joinSpans(condition.span, nodeSpan(ctx, node));
  const question = first(Question);
  const colon = first(Colon);
  if (question !== undefined && colon !== undefined) {
    const then = tokenSpan(ctx, question);
    const otherwise = tokenSpan(ctx, colon);
    const edits = [
      { span: { ...condition.span, end: condition.span.start }, text: "if " },
      { span: then, text: spaced(ctx, then, "then") },
      { span: otherwise, text: spaced(ctx, otherwise, "else") },
    ];
    const fixes = [{ title: "Write `if .. then .. else ..`", edits, safety: "safe" as const }];
    ctx.problems.push(syntaxProblem("foreign-conditional", then, { arguments: {}, fixes }));
  }
  return {
    kind: "if",
    ...head(ctx, span),
    condition,
    consequent: nestedExpression(ctx, consequent, span),
    alternative: nestedExpression(ctx, alternative, span),
  };
}

function buildOperand(ctx: BuildContext, node: OperandCstNode | undefined, place: Span): Operand {
  if (node === undefined) {
    return { negations: [], value: errorExpression(ctx, place) };
  }
  const { Negation, Minus, primary, postfix } = node.children;
  let value = buildPrimary(ctx, first(primary), nodeSpan(ctx, node));
  for (const part of postfix ?? []) {
    value = buildPostfix(ctx, value, part);
  }
  for (const minus of (Minus ?? []).toReversed()) {
    const span = joinSpans(tokenSpan(ctx, minus), value.span);
    value = { kind: "unary", ...head(ctx, span), operator: "-", operand: value };
  }
  return { negations: Negation ?? [], value };
}

function buildPrimary(ctx: BuildContext, node: PrimaryCstNode | undefined, place: Span): Expression {
  if (node === undefined) {
    return errorExpression(ctx, place);
  }
  const parts = node.children;
  const name = first(parts.Name);
  if (name !== undefined) {
    return { kind: "reference", ...headOf(ctx, node), name: buildName(ctx, name) };
  }
  const number = first(parts.numberLiteral);
  if (number !== undefined) {
    return buildNumber(ctx, number);
  }
  const nested = first(parts.parenthesised);
  if (nested !== undefined) {
    const inner = nestedExpression(ctx, nested.children.expression, nodeSpan(ctx, node));
    return { ...inner, span: nodeSpan(ctx, node) };
  }
  const list = first(parts.list);
  if (list !== undefined) {
    return buildList(ctx, list);
  }
  const conditional = first(parts.conditional)?.children;
  if (conditional !== undefined) {
    const span = nodeSpan(ctx, node);
    return {
      kind: "if",
      ...head(ctx, span),
      condition: nestedExpression(ctx, conditional.condition, span),
      consequent: nestedExpression(ctx, conditional.consequent, span),
      alternative: nestedExpression(ctx, conditional.alternative, span),
    };
  }
  return buildSimpleLiteral(ctx, node);
}

function buildSimpleLiteral(ctx: BuildContext, node: PrimaryCstNode): Expression {
  const { Ratio, Duration, Text, Instant: instants, True, False } = node.children;
  const ratio = first(Ratio);
  if (ratio !== undefined) {
    return { kind: "ratio", ...headOf(ctx, node), value: ratioValue(ratio.image), text: ratio.image };
  }
  const duration = first(Duration);
  if (duration !== undefined) {
    return buildDuration(ctx, duration);
  }
  const text = first(Text);
  if (text !== undefined) {
    return buildText(ctx, text);
  }
  const instant = first(instants);
  if (instant !== undefined) {
    return buildInstant(ctx, instant);
  }
  if (True !== undefined || False !== undefined) {
    return { kind: "boolean", ...headOf(ctx, node), value: True !== undefined };
  }
  return errorExpression(ctx, nodeSpan(ctx, node));
}

/** A duration literal from its token. */
export function buildDuration(ctx: BuildContext, token: IToken): DurationLiteral {
  return {
    kind: "duration",
    ...head(ctx, tokenSpan(ctx, token)),
    milliseconds: durationMilliseconds(token.image),
    text: token.image,
  };
}

/** A point in time from its token; reports what is no complete date and time. */
export function buildInstant(ctx: BuildContext, token: IToken): InstantLiteral {
  const span = tokenSpan(ctx, token);
  const text = token.image;
  const time = token.tokenType === Instant ? instantTime(text) : undefined;
  if (time === undefined) {
    const suggestion = suggestInstant(text);
    ctx.problems.push(
      syntaxProblem("malformed-instant", span, {
        arguments: { text, suggestion },
        fixes: replacement(span, suggestion),
      }),
    );
  }
  return { kind: "instant", ...head(ctx, span), time: time ?? 0, text };
}

function replacement(
  span: Span,
  text: string | undefined,
): { title: string; edits: { span: Span; text: string }[]; safety: "review" }[] {
  return text === undefined
    ? []
    : [{ title: `Write \`${text}\``, edits: [{ span, text }], safety: "review" }];
}

/** A number with what belongs to it: bars, or an asset. */
export function buildNumber(ctx: BuildContext, node: NumberLiteralCstNode): Expression {
  const { Numeric, Bars, Bar, AssetCode } = node.children;
  const token = first(Numeric);
  const span = nodeSpan(ctx, node);
  if (token === undefined) {
    return errorExpression(ctx, span);
  }
  if (token.tokenType === MalformedNumber) {
    const text = token.image;
    const suggestion = suggestNumber(text);
    const place = tokenSpan(ctx, token);
    ctx.problems.push(
      syntaxProblem("malformed-number", place, {
        arguments: { text, suggestion },
        fixes: replacement(place, suggestion),
      }),
    );
    return errorExpression(ctx, span);
  }
  const value = numberValue(token.image);
  const asset = first(AssetCode);
  if (asset !== undefined) {
    return { kind: "amount", ...head(ctx, span), value, text: token.image, asset: buildName(ctx, asset) };
  }
  if (Bars !== undefined || Bar !== undefined) {
    return { kind: "bars", ...head(ctx, span), count: value };
  }
  return { kind: "number", ...head(ctx, span), value, text: token.image };
}

/** A list of a statement: candles, choices. */
export function buildListSlot(ctx: BuildContext, node: ListCstNode): ListExpression {
  const list = buildList(ctx, node);
  return { ...list, items: list.items.map((item) => bounded(ctx, item)) };
}

function buildList(ctx: BuildContext, node: ListCstNode): ListExpression {
  const items = (node.children.expression ?? []).map((item) => buildExpression(ctx, item));
  return { kind: "list", ...headOf(ctx, node), items };
}

function buildPostfix(ctx: BuildContext, object: Expression, node: PostfixCstNode): Expression {
  const span = joinSpans(object.span, nodeSpan(ctx, node));
  const { historyPostfix, fieldPostfix, argumentList, clockPostfix, filledPostfix, conversionPostfix } =
    node.children;
  const history = first(historyPostfix);
  if (history !== undefined) {
    const offset = nestedExpression(ctx, history.children.expression, nodeSpan(ctx, history));
    return { kind: "history", ...head(ctx, span), object, offset };
  }
  const field = first(first(fieldPostfix)?.children.Word);
  if (field !== undefined) {
    return { kind: "field", ...head(ctx, span), object, field: buildName(ctx, field) };
  }
  const list = first(argumentList);
  if (list !== undefined) {
    return { kind: "call", ...head(ctx, span), callee: object, arguments: buildArguments(ctx, list) };
  }
  const clock = first(clockPostfix)?.children;
  const duration = first(clock?.Duration);
  if (clock !== undefined && duration !== undefined) {
    const asOf = clock.Open !== undefined ? "open" : "close";
    return { kind: "on", ...head(ctx, span), value: object, clock: buildDuration(ctx, duration), asOf };
  }
  const filled = first(filledPostfix)?.children;
  if (filled !== undefined) {
    const limit = buildPrimary(ctx, first(filled.primary), span);
    return { kind: "filled", ...head(ctx, span), value: object, limit };
  }
  const conversion = first(conversionPostfix)?.children;
  const currency = optionalName(ctx, conversion?.currency);
  return currency === undefined
    ? errorExpression(ctx, span)
    : {
        kind: "conversion",
        ...head(ctx, span),
        value: object,
        currency,
        via: optionalName(ctx, conversion?.market),
      };
}

/** The arguments of a `run` or of a scenario. */
export function buildArgumentSlots(
  ctx: BuildContext,
  nodes: readonly ArgumentListCstNode[] | undefined,
): readonly Argument[] {
  const list = buildArguments(ctx, first(nodes));
  return list.map((argument) => ({ ...argument, value: bounded(ctx, argument.value) }));
}

function buildArguments(ctx: BuildContext, node: ArgumentListCstNode | undefined): readonly Argument[] {
  return (node?.children.argument ?? []).map((argument) => buildArgument(ctx, argument));
}

function buildArgument(ctx: BuildContext, node: ArgumentCstNode): Argument {
  return {
    kind: "argument",
    ...headOf(ctx, node),
    name: optionalName(ctx, node.children.Name),
    value: nestedExpression(ctx, node.children.expression, nodeSpan(ctx, node)),
  };
}
