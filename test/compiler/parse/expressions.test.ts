import { describe, expect, it } from "vitest";
import type { Expression } from "../../../compiler/ast/nodes.ts";
import { childExpressions, countingIds, parse } from "../../../compiler/parse/index.ts";

function expressionOf(text: string): Expression {
  const { module, problems } = parse(`fn f(x) = ${text}`, 0, countingIds());
  expect(problems).toEqual([]);
  const [declaration] = module.declarations;
  if (declaration?.kind !== "fn") {
    throw new Error("no function");
  }
  return declaration.body;
}

/** Fully parenthesised. */
function shape(e: Expression): string {
  const inner = childExpressions(e).map(shape);
  switch (e.kind) {
    case "reference":
      return e.name.text;
    case "number":
      return e.text;
    case "ratio":
    case "duration":
      return e.text;
    case "binary":
      return `(${inner.join(` ${e.operator} `)})`;
    case "unary":
      return `(${e.operator} ${inner.join("")})`;
    default:
      return `${e.kind}(${inner.join(", ")})`;
  }
}

describe("operators", () => {
  it.each([
    ["a or b and c", "(a or (b and c))"],
    ["not a and b", "((not a) and b)"],
    ["not a < b", "(not (a < b))"],
    ["a < b ?? c", "(a < (b ?? c))"],
    ["a ?? b + c", "(a ?? (b + c))"],
    ["a + b * c", "(a + (b * c))"],
    ["1% of a + b", "((1% of a) + b)"],
    ["-a[1]", "(- history(a, 1))"],
    ["-a * b", "((- a) * b)"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b / c", "((a / b) / c)"],
    ["a between b and c and d", "(between(a, b, c) and d)"],
    ["a crosses above b + c or d", "(cross(a, (b + c)) or d)"],
    ["a is known and b is not known", "(known(a) and known(b))"],
    ["-a on 4h", "(- on(a))"],
    ["a + b on 4h", "(a + on(b))"],
    ["(a + b) on 4h", "on((a + b))"],
    ["a filled forward for 3 + b", "(filled(a, 3) + b)"],
    ["a in USDT via m * b", "(conversion(a) * b)"],
    ["if a then b else c + d", "if(a, b, (c + d))"],
    ["x.y.z[1](a)", "call(history(field(field(x)), 1), a)"],
    ["limit + stop * entry", "(limit + (stop * entry))"],
  ])("%s", (text, expected) => {
    expect(shape(expressionOf(text))).toBe(expected);
  });

  it("reads literals exactly", () => {
    const literalValue = (text: string): unknown => {
      const e = expressionOf(text);
      return "value" in e
        ? e.value
        : e.kind === "duration"
          ? e.milliseconds
          : e.kind === "instant"
            ? e.time
            : undefined;
    };
    expect(
      ["1_000.5", "2%", "0.07%", "15bps", "3bps", "90m", "1w", '"a\\u00e9\\n"'].map(literalValue),
    ).toEqual([1000.5, 0.02, 0.0007, 0.0015, 0.0003, 5_400_000, 604_800_000, "aé\n"]);
    expect(literalValue("2024-02-29T12:30:15Z")).toBe(Date.UTC(2024, 1, 29, 12, 30, 15));
  });

  it("spans what was written, parentheses included", () => {
    const text = "fn f(x) = (a + b) * c";
    const { module } = parse(text, 0, countingIds());
    const [declaration] = module.declarations;
    const body = declaration?.kind === "fn" ? declaration.body : undefined;
    expect(body && text.slice(body.span.start, body.span.end)).toBe("(a + b) * c");
    const left = body?.kind === "binary" ? body.left : undefined;
    expect(left && text.slice(left.span.start, left.span.end)).toBe("(a + b)");
  });
});
