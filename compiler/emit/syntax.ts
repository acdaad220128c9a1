import type { Span } from "../ast/nodes.ts";
import { type Doc, group, hardline, indent, join, line, mark, softline, trailingComma } from "./layout.ts";
import { docLines, key } from "./literals.ts";

/**
 * Forms of TypeScript as documents. The layout is the one of Biome and Prettier, so that formatting a generated file
 * changes nothing.
 */

/** A property of an object literal. */
export interface Property {
  readonly name: string;
  readonly value: Doc;
  readonly doc?: string | undefined;
  readonly span?: Span | undefined;
}

const docComment = (doc: string | undefined): Doc => docLines(doc).map((text) => [text, hardline]);

/** A doc comment, and what it describes. */
export const documented = (doc: string | undefined, content: Doc): Doc => [docComment(doc), content];

const LITERAL = /^(?:true|false|null)$/;
const STRING = /^["']/;

/** A long text goes to a line of its own, except below a key so short that nothing would be won. */
const propertyDoc = ({ name, value, doc, span }: Property): Doc => {
  const shown = key(name);
  const start = [docComment(doc), span === undefined ? "" : mark(span), shown];
  if (value === shown && !LITERAL.test(shown)) return start;
  if (typeof value === "string" && STRING.test(value) && shown.length > 2) {
    return [start, group([":", indent([line, value])])];
  }
  return [start, ": ", value];
};

/** `{ a: 1, b: 2 }`, or a line for each property. A property that names a variable of its own name is short. */
export const object = (properties: readonly Property[], layout: "fit" | "lines" = "fit"): Doc => {
  if (properties.length === 0) return "{}";
  const items = join([",", line], properties.map(propertyDoc));
  return group(["{", indent([line, items]), trailingComma, line, "}"], layout === "lines");
};

/** `[a, b]`, or a line for each item. `lines`: the items are objects, of which several take a line each. */
export const array = (items: readonly Doc[], of: "values" | "objects" = "values"): Doc => {
  if (items.length === 0) return "[]";
  const content = ["[", indent([softline, join([",", line], items)]), trailingComma, softline, "]"];
  return group(content, of === "objects" && items.length > 1);
};

/** `name(a, b)`. */
export const call = (name: Doc, args: readonly Doc[]): Doc => {
  if (args.length === 0) return [name, "()"];
  const list = join([",", line], args);
  return [name, group(["(", indent([softline, list]), trailingComma, softline, ")"])];
};

/** `name(a, { .. })`: the object at the end opens on the line of the call where the other arguments fit on it. */
export const callWithOptions = (name: Doc, first: Doc, options: readonly Property[]): Doc => {
  const last = object(options);
  const flat: Doc = [name, "(", first, ", ", last, ")"];
  const hugged: Doc = [name, "(", first, ", ", object(options, "lines"), ")"];
  const broken: Doc = [
    name,
    group(["(", indent([softline, first, ",", line, last]), trailingComma, softline, ")"], true),
  ];
  return { kind: "choice", forms: [flat, hugged, broken] };
};

/** `(a, b) => body`. */
export const arrow = (parameters: readonly string[], body: Doc): Doc => [
  `(${parameters.join(", ")}) =>`,
  group(indent([line, body])),
];

/** Properties whose value is there. */
export const present = (
  ...properties: readonly (Omit<Property, "value"> & { readonly value: Doc | undefined })[]
): readonly Property[] =>
  properties.flatMap((property) =>
    property.value === undefined ? [] : [{ ...property, value: property.value }],
  );
