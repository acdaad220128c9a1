import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Column,
  type KernelSite,
  type Operation,
  type OperationName,
  operationNames,
  operations,
} from "../../stdlib/index.ts";
import { anyFields, anySplit, BAR_KINDS, makeBars, randomFrom } from "../support/bar-data.ts";
import { anyConstants, anyTexts, instanceOf } from "../support/operation-instances.ts";
import { evaluateOne } from "../support/series-runner.ts";

const operationOf = (name: OperationName): Operation => {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation;
};

describe.each(operationNames)("%s", (name) => {
  it("gives the same bits however the bars are split into calls", () => {
    fc.assert(
      fc.property(anyConstants(name), anyFields, anySplit, (constants, fields, split) => {
        const series = instanceOf(name, constants);
        const whole = evaluateOne(series, fields);
        expect(evaluateOne(series, fields, split)).toStrictEqual(whole);
        expect(evaluateOne(series, fields, [1])).toStrictEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same bits over long data with holes", () => {
    for (const [index, kind] of BAR_KINDS.entries()) {
      const fields = makeBars(kind, 1500, 10 + index);
      const constants = operationOf(name).name.startsWith("talibMacd")
        ? [5, 13, 4]
        : fc.sample(anyConstants(name), { numRuns: 1, seed: index })[0];
      const series = instanceOf(name, constants ?? []);
      const whole = evaluateOne(series, fields);
      for (const split of [[1], [7, 1, 64], [500]]) {
        expect(evaluateOne(series, fields, split)).toStrictEqual(whole);
      }
    }
  });

  it("writes the bars it was asked for and nothing else", () => {
    fc.assert(
      fc.property(anyConstants(name), fc.integer({ min: 0, max: 1e6 }), (constants, seed) => {
        const random = randomFrom(seed);
        const operation = operationOf(name);
        const history = operation.history(constants);
        const size = history + 60;
        const fill = (column: Column, make: () => number): Column => {
          for (let i = 0; i < size; i++) column[i] = make();
          return column;
        };
        const column = (type: "number" | "boolean", make: () => number): Column =>
          fill(type === "number" ? new Float64Array(size) : new Uint8Array(size), make);
        const anyNumber = (): number => (random() < 0.1 ? Number.NaN : 100 + random());
        const inputs = operation.inputs.map((type) =>
          column(type, type === "number" ? anyNumber : () => Math.floor(random() * 3)),
        );
        const before = inputs.map((input) => input.slice());
        const output = column(operation.output, () => 77);
        const kernel = operation.create({ inputs, output, constants, texts: anyTexts(name) });
        for (const [from, to] of [
          [history, history + 10],
          [history + 10, history + 11],
          [history + 11, history + 40],
        ] as const) {
          const untouched = output.slice();
          kernel(from, to);
          expect(output.subarray(0, from)).toStrictEqual(untouched.subarray(0, from));
          expect(output.subarray(to)).toStrictEqual(untouched.subarray(to));
          expect([...output.subarray(from, to)]).not.toContain(77);
          kernel(to, to);
        }
        expect(inputs).toStrictEqual(before);
      }),
      { numRuns: 30 },
    );
  });
});

const interleaved = operationNames.filter((name) => operationOf(name).createMany !== undefined);

describe.each(interleaved)("several %s in one kernel", (name) => {
  it("give the same bits as one by one", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(lengths, anySplit, fc.integer({ min: 0, max: 1e6 }), (siteLengths, split, seed) => {
        const operation = operationOf(name);
        const kinds = BAR_KINDS.slice(0, 4).map((kind) => makeBars(kind, 300, seed).close);
        const sites = (): readonly KernelSite[] =>
          siteLengths.map((length, index) => ({
            inputs: kinds.slice(index % kinds.length).slice(0, 1),
            output: new Float64Array(300).fill(Number.NaN),
            constants: [length],
          }));
        const together = sites();
        const alone = sites();
        const kernels = [operation.createMany?.(together), ...alone.map((site) => operation.create(site))];
        for (let at = 0, turn = 0; at < 300; turn++) {
          const to = Math.min(300, at + (split[turn % split.length] ?? 1));
          for (const kernel of kernels) kernel?.(at, to);
          at = to;
        }
        expect(together.map(({ output }) => output)).toStrictEqual(alone.map(({ output }) => output));
        expect(together.some(({ output }) => output.some((value) => !Number.isNaN(value)))).toBe(true);
      }),
      { numRuns: 80 },
    );
  });
});
