import { loadPlan } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { compile, emitPlan } from "../../compiler/index.ts";
import { evaluateByClosures } from "../../playground/evaluation/reader.ts";
import { readText } from "../support/backtest.ts";
import { examples, planPath, severalExamples } from "../support/examples.ts";

const evaluate = (text: string, context: Readonly<Record<string, unknown>> = {}): unknown =>
  evaluateByClosures(text, context);

/** Data of a module, with functions as a mark. */
const shapeOf = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === "function" ? "function" : item)));

describe("a module that is run by closures", () => {
  it.each([...examples, ...severalExamples])(
    "$name has the data that the host's compiler gives it",
    (example) => {
      const path = planPath(example);
      const { plan, sources } = compile({ entry: { path, text: readText(path) } });
      if (plan === undefined) throw new Error(`${path} does not compile`);
      const { text } = emitPlan(plan, sources, { target: "factory", entryName: path, version: "1" });
      expect(shapeOf(loadPlan(text, evaluateByClosures))).toEqual(shapeOf(loadPlan(text)));
    },
  );

  it.each([
    ["return 2 + 3 * 4 - -1;", 15],
    ["return (2 + 3) * 4 / 8;", 2.5],
    ["return 8 - 2 - 1;", 5],
    ["const a = 1; const b = 2; return { a, b, c: [a, b] };", { a: 1, b: 2, c: [1, 2] }],
    ["const { x, y } = point; return x < y ? x : y;", 3],
    ["const add = (a, b) => a + b; return add(1, 2);", 3],
    ["const outer = (a) => { const b = a * 2; return (c) => a + b + c; }; return outer(1)(10);", 13],
    ["return ((_, __, f) => f.x)(1, 2, point);", 3],
    ["return point.z?.deep.deeper ?? 7;", 7],
    ["return point.double(4);", 12],
    ['return "a" === "a" && !false;', true],
    ["return 1_000;", 1000],
  ])("%s", (text, expected) => {
    const point = {
      x: 3,
      y: 5,
      double(by: number) {
        return this.x * by;
      },
    };
    expect(evaluate(text, { point })).toEqual(expected);
  });

  it.each([
    "return globalThis;",
    "return fetch;",
    "return self.constructor;",
    'return self["constructor"];',
    "const { constructor } = self; return constructor;",
    "return self.__proto__;",
    "return (() => 1).constructor;",
    "while (true) {}",
    "self.x = 1; return 1;",
    "return new Date();",
    "return `x`;",
    "return 1",
    "",
  ])("has no way to %s", (text) => {
    expect(() => evaluate(text, { self: {} })).toThrow();
  });
});
