import type { AnySeries, BooleanSeries, NumberSeries } from "../series.ts";
import { checkConstants, checkTexts, type OperationName, type Signature, signatures } from "../signatures.ts";

type Inputs = readonly AnySeries[];

const check = (
  name: OperationName,
  inputs: Inputs,
  constants: readonly number[],
  texts: readonly string[],
  output: string,
): void => {
  const signature: Signature = signatures[name];
  checkConstants(name, constants);
  checkTexts(name, texts);
  if (signature.output !== output || signature.inputs.length !== inputs.length) {
    throw new RangeError(`${name} takes ${signature.inputs.length} inputs and gives a ${signature.output}`);
  }
  for (const [index, input] of inputs.entries()) {
    if (input.type !== signature.inputs[index]) {
      throw new RangeError(`${name}: input ${index + 1} must be a ${signature.inputs[index]} series`);
    }
  }
};

const withTexts = (texts: readonly string[]): { readonly texts?: readonly string[] } =>
  texts.length === 0 ? {} : { texts };

/** A number per bar: `operation` over `inputs`. Throws RangeError when the constants or inputs do not fit it. */
export const numberOperation = (
  operation: OperationName,
  inputs: Inputs,
  constants: readonly number[] = [],
  texts: readonly string[] = [],
): NumberSeries => {
  check(operation, inputs, constants, texts, "number");
  return { kind: "operation", operation, inputs, constants, ...withTexts(texts), type: "number" };
};

/** A truth value per bar: `operation` over `inputs`. Throws RangeError when the constants or inputs do not fit it. */
export const booleanOperation = (
  operation: OperationName,
  inputs: Inputs,
  constants: readonly number[] = [],
  texts: readonly string[] = [],
): BooleanSeries => {
  check(operation, inputs, constants, texts, "boolean");
  return { kind: "operation", operation, inputs, constants, ...withTexts(texts), type: "boolean" };
};
