import type { IToken } from "chevrotain";
import {
  bindingLevels,
  foreignOperators,
  infixOperators,
  isForeignOperator,
  isInfixOperator,
} from "../../grammar/index.ts";
import type { Expression, Span } from "../ast/nodes.ts";
import { type BuildContext, errorExpression, head, joinSpans, spaced, tokenSpan } from "./build-context.ts";
import { syntaxProblem } from "./problem.ts";

/** A value with the `not`s in front of it, which bind looser than what may follow. */
export interface Operand {
  readonly negations: readonly IToken[];
  readonly value: Expression;
}

/** What follows an operand in the flat list of the grammar. */
export type Tail =
  | { readonly kind: "infix"; readonly operator: IToken; readonly operand: Operand }
  | { readonly kind: "between"; readonly low: Expression; readonly high: Expression }
  | { readonly kind: "cross"; readonly direction: "above" | "below" | "either"; readonly right: Expression }
  | { readonly kind: "known"; readonly negated: boolean; readonly end: Span };

/** Builds the tree of a flat list of operands and operators, by the operator table. */
export function orderOperators(ctx: BuildContext, start: Operand, tails: readonly Tail[]): Expression {
  let position = 0;
  let operand = start;

  function climb(minimum: number): Expression {
    let left = operand.negations.length > 0 ? negated(minimum) : operand.value;
    let isComparison = false;
    for (;;) {
      const tail = tails[position];
      if (tail === undefined || levelOf(tail) < minimum) {
        return left;
      }
      position += 1;
      const level = levelOf(tail);
      const start = left.span;
      const isChain = isComparison && level === bindingLevels.comparison;
      if (tail.kind === "infix") {
        operand = tail.operand;
        const right = climb(level + 1);
        left = isChain
          ? reportChain(ctx, left, right.span, tail.operator)
          : infixExpression(ctx, tail.operator, left, right);
      } else {
        left = isChain ? reportChain(ctx, left, tailSpan(tail), undefined) : relation(ctx, tail, left, start);
      }
      isComparison = level === bindingLevels.comparison;
    }
  }

  function negated(minimum: number): Expression {
    const { negations, value } = operand;
    const isTooTight = minimum > bindingLevels.not;
    operand = { negations: [], value };
    let result = climb(bindingLevels.comparison);
    for (const token of negations.toReversed()) {
      reportBang(ctx, token);
      const span = joinSpans(tokenSpan(ctx, token), result.span);
      result = { kind: "unary", ...head(ctx, span), operator: "not", operand: result };
    }
    const [outermost] = negations;
    if (isTooTight && outermost !== undefined) {
      const fixes = [parenthesise(result.span)];
      ctx.problems.push(
        syntaxProblem("not-needs-parentheses", tokenSpan(ctx, outermost), { arguments: {}, fixes }),
      );
    }
    return result;
  }

  return climb(bindingLevels.or);
}

function levelOf(tail: Tail): number {
  if (tail.kind !== "infix") {
    return bindingLevels.comparison;
  }
  const text = tail.operator.image;
  if (isInfixOperator(text)) {
    return bindingLevels[infixOperators[text]];
  }
  return isForeignOperator(text) ? bindingLevels[foreignOperators[text].level] : bindingLevels.or;
}

function tailSpan(tail: Exclude<Tail, { kind: "infix" }>): Span {
  switch (tail.kind) {
    case "between":
      return tail.high.span;
    case "cross":
      return tail.right.span;
    case "known":
      return tail.end;
  }
}

function relation(
  ctx: BuildContext,
  tail: Exclude<Tail, { kind: "infix" }>,
  left: Expression,
  start: Span,
): Expression {
  const node = head(ctx, joinSpans(start, tailSpan(tail)));
  switch (tail.kind) {
    case "between":
      return { kind: "between", ...node, value: left, low: tail.low, high: tail.high };
    case "cross":
      return { kind: "cross", ...node, direction: tail.direction, left, right: tail.right };
    case "known":
      return { kind: "known", ...node, value: left, negated: tail.negated };
  }
}

/** Two values joined by an operator; a foreign operator is reported, and read as the one that it stands for. */
export function infixExpression(
  ctx: BuildContext,
  token: IToken,
  left: Expression,
  right: Expression,
): Expression {
  const text = token.image;
  const span = joinSpans(left.span, right.span);
  if (isInfixOperator(text)) {
    return { kind: "binary", ...head(ctx, span), operator: text, left, right };
  }
  const place = tokenSpan(ctx, token);
  const instead = isForeignOperator(text) ? foreignOperators[text].instead : undefined;
  if (instead !== undefined) {
    const edits = [{ span: place, text: spaced(ctx, place, instead) }];
    const fixes = [{ title: `Replace \`${text}\` by \`${instead}\``, edits, safety: "safe" as const }];
    ctx.problems.push(
      syntaxProblem("foreign-operator", place, { arguments: { found: text, instead }, fixes }),
    );
    return { kind: "binary", ...head(ctx, span), operator: instead, left, right };
  }
  ctx.problems.push(
    text === "%"
      ? syntaxProblem("modulo-operator", place, { arguments: {} })
      : syntaxProblem("power-operator", place, {
          arguments: { found: text },
          fixes: [
            {
              title: "Call `pow`",
              edits: [
                { span: { ...left.span, end: left.span.start }, text: "pow(" },
                { span: { source: ctx.source, start: left.span.end, end: right.span.start }, text: ", " },
                { span: { ...right.span, start: right.span.end }, text: ")" },
              ],
              safety: "review",
            },
          ],
        }),
  );
  return errorExpression(ctx, span);
}

function reportChain(
  ctx: BuildContext,
  left: Expression,
  end: Span,
  operator: IToken | undefined,
): Expression {
  if (left.kind !== "error") {
    const span = operator === undefined ? end : tokenSpan(ctx, operator);
    const middle = left.kind === "binary" ? left.right.span : undefined;
    const isRepeatable = operator !== undefined && middle !== undefined;
    const edits = isRepeatable
      ? [
          {
            span: { ...middle, start: middle.end },
            text: ` and ${ctx.text.slice(middle.start, middle.end)}`,
          },
        ]
      : [];
    const fixes = isRepeatable
      ? [{ title: "Join two comparisons with `and`", edits, safety: "review" as const }]
      : [];
    ctx.problems.push(syntaxProblem("comparison-chain", span, { arguments: {}, fixes }));
  }
  return errorExpression(ctx, joinSpans(left.span, end));
}

/** Reports `!` in the place of `not`. */
function reportBang(ctx: BuildContext, token: IToken): void {
  if (token.image !== "!") {
    return;
  }
  const place = tokenSpan(ctx, token);
  const edits = [{ span: place, text: spaced(ctx, place, "not") }];
  const fixes = [{ title: "Replace `!` by `not`", edits, safety: "safe" as const }];
  ctx.problems.push(
    syntaxProblem("foreign-operator", place, { arguments: { found: "!", instead: "not" }, fixes }),
  );
}

function parenthesise(span: Span): {
  title: string;
  edits: { span: Span; text: string }[];
  safety: "safe";
} {
  return {
    title: "Put parentheses around `not` and what it denies",
    edits: [
      { span: { ...span, end: span.start }, text: "(" },
      { span: { ...span, start: span.end }, text: ")" },
    ],
    safety: "safe",
  };
}
