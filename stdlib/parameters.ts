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

/** A number of bars other than the length of a window. */
export const bars = (name: string, value: number, minimum: number, doc: string): ParameterDescriptor => ({
  name,
  unit: "bars",
  kind: "constant",
  default: value,
  minimum,
  doc,
});

/** A factor between 0 and 1. */
export const fraction = (name: string, value: number, doc: string): ParameterDescriptor => ({
  name,
  unit: "number",
  kind: "constant",
  default: value,
  minimum: 0,
  maximum: 1,
  doc,
});
