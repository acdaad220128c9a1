import { constantNumber } from "./constant.ts";
import { numberText, plainNumber } from "./inputs.ts";
import type { Written } from "./printing.ts";
import type { Definition, Resolved } from "./resolved.ts";
import { codeOf, notesOf, type Writer } from "./writer.ts";

/** Writes an input as a parameter, with its bounds or choices. */
export function writeParam(writer: Writer, definition: Definition): Written {
  const { input } = definition;
  if (input === undefined) {
    return { name: definition.name, refusal: { why: "the input is not known", advice: "" } };
  }
  const isText = input.kind === "text";
  const options = isText
    ? input.options.map((option) =>
        option.kind === "text" ? String(codeOf(writer, option.value)) : undefined,
      )
    : input.options.map(numberText);
  const value =
    input.value.kind === "text"
      ? String(codeOf(writer, input.value.value))
      : input.value.kind === "truth"
        ? String(input.value.value)
        : numberOf(input.value);
  if (value === undefined) {
    return { name: definition.name, refusal: { why: "the input's default is no literal", advice: "" } };
  }
  const name = writer.names.take(definition.name);
  const range = rangeOf(input, value, options);
  const legend = isText
    ? [
        input.options
          .map((option) =>
            option.kind === "text" ? `${codeOf(writer, option.value)} is ${option.value}` : "",
          )
          .join(", "),
      ]
    : [];
  const notes = [input.title ?? "", ...legend]
    .filter((note) => note !== "")
    .map((note) => `/// ${oneLine(note)}`);
  writer.chunks.push({
    kind: "param",
    name,
    line: definition.line,
    text: definition.text,
    notes: [...notesOf(definition), ...notes],
    head: `param ${name} = ${value}${range}`,
    clauses: [],
  });
  return { name, refusal: undefined };
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ").trim();
}

function numberOf(node: Resolved): string | undefined {
  const value = constantNumber(node);
  return value === undefined || !Number.isFinite(value) ? undefined : plainNumber(value);
}

function rangeOf(
  input: NonNullable<Definition["input"]>,
  value: string,
  options: readonly (string | undefined)[],
): string {
  if (options.length > 0) {
    return options.includes(value) && !options.includes(undefined) ? ` in [${options.join(", ")}]` : "";
  }
  const number = (text: string | undefined): number => Number((text ?? "").replaceAll("_", ""));
  const { low, high, step } = input;
  const isInside =
    number(low) <= number(value) && number(value) <= number(high) && number(low) < number(high);
  if (low === undefined || high === undefined || !isInside) {
    return "";
  }
  const isStep = step !== undefined && number(step) > 0 && number(step) <= number(high) - number(low);
  const isPlain = input.kind === "whole" && number(step) === 1;
  return ` in ${low}..${high}${isStep && !isPlain ? ` step ${step}` : ""}`;
}
