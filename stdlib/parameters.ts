import type { ParameterDescriptor } from "./descriptor.ts";

/** The series that most functions work on. */
export const x: ParameterDescriptor = {
  name: "x",
  unit: "any",
  kind: "series",
  doc: "The series to work on.",
};

/** A window length; its default is left to each function. */
export const length = (defaultLength?: number, minimum = 1): ParameterDescriptor => ({
  name: "length",
  unit: "bars",
  kind: "constant",
  minimum,
  doc: "Number of bars.",
  ...(defaultLength === undefined ? {} : { default: defaultLength }),
});
