import type { NamedDeclaration } from "../bind/index.ts";
import { describeType, formatDuration, type Typed } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import { textOf } from "../source/index.ts";
import { codeBlock, docText } from "./doc-text.ts";
import { type Entity, type LocalDeclaration, targetOf } from "./entities.ts";
import { type Callable, callableOf, callLabel, libraryFunctions } from "./functions.ts";
import { keywordDocs } from "./keyword-docs.ts";
import type { Occurrence } from "./occurrences.ts";
import { rangeOf, type TextRange, touches, wordAround } from "./places.ts";
import { nodesAt } from "./syntax-path.ts";
import { checkedValue, featureOf, typeOfLocal } from "./types-at.ts";
import { factDocs, fieldDocs } from "./words.ts";
import type { Analysis } from "./workspace.ts";

/** What is known of a place, as Markdown. */
export interface Hover {
  readonly range: TextRange;
  readonly markdown: string;
}

/** A value that data gave a name, as the caller shows it. */
export interface KnownValue {
  /** Which one it is: `last value`. */
  readonly label: string;
  readonly text: string;
}

/** The value of a named series, a parameter or a market field. */
export type ValueLookup = (name: string) => KnownValue | undefined;

/** What stands at an offset: type, unit, clock, warm-up, memory, formula and documentation of a name or a value. */
export function hoverAt(analysis: Analysis, offset: number, values?: ValueLookup): Hover | undefined {
  const occurrence = occurrenceAt(analysis, offset);
  if (occurrence !== undefined) {
    return { range: rangeOf(occurrence.span), markdown: nameText(analysis, occurrence, values) };
  }
  return valueHover(analysis, offset) ?? wordHover(analysis, offset);
}

/** The name at an offset, or that ends there. */
export function occurrenceAt(analysis: Analysis, offset: number): Occurrence | undefined {
  const own = analysis
    .occurrences()
    .filter(({ span }) => span.source === analysis.source.id && touches(span, offset));
  return own.find(({ span }) => offset < span.end) ?? own[0];
}

function nameText(analysis: Analysis, { entity, span }: Occurrence, values: ValueLookup | undefined): string {
  const name = analysis.text.slice(span.start, span.end);
  const value = values?.(name);
  return [entityText(analysis, entity), value === undefined ? "" : `${value.label}: **${value.text}**`]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A name's declaration, type and words. */
export function entityText(analysis: Analysis, entity: Entity): string {
  const target = targetOf(entity);
  switch (target.kind) {
    case "declaration":
      return declarationText(analysis, target.declaration);
    case "slot":
      return paragraphs([
        codeBlock(`each ${target.name.text} of ${target.strategy.universe?.text ?? ""}`),
        "A market of the universe.",
      ]);
    case "local":
      return localText(analysis, target.declaration);
    case "builtin": {
      const doc = target.group === "field" ? fieldDocs.get(target.name) : factDocs.get(target.name);
      return paragraphs([codeBlock(target.name), doc ?? ""]);
    }
    case "function": {
      const callable = libraryFunctions().get(target.name);
      return callable === undefined ? codeBlock(target.name) : callableText(callable);
    }
    case "alias":
      return "";
    default:
      return assertNever(target);
  }
}

/** A function as Markdown: how it is called, what it does, and its facts. */
export function callableText(callable: Callable): string {
  return paragraphs([
    codeBlock(callLabel(callable)),
    callable.doc,
    callable.notes.map(([label, text]) => `- ${label}: ${text}`).join("\n"),
  ]);
}

function declarationText(analysis: Analysis, declaration: NamedDeclaration): string {
  const file = analysis.compilation.sources[declaration.span.source];
  const text = (span: { source: number; start: number; end: number }): string =>
    file === undefined ? "" : textOf(file, span);
  if (declaration.kind === "fn" || declaration.kind === "indicator") {
    const callable = callableOf(declaration, text);
    return paragraphs([codeBlock(`${declaration.kind} ${callLabel(callable)}`), callable.doc]);
  }
  const header = text(declaration.span).split("{")[0]?.trim() ?? "";
  const strategy = declaration.kind === "strategy" ? strategyNotes(analysis, declaration.name.text) : "";
  return paragraphs([codeBlock(header), docText(declaration), strategy]);
}

function strategyNotes({ compilation }: Analysis, name: string): string {
  const warmup = compilation.tables.warmup?.strategies.find(({ id }) => id === name);
  return warmup === undefined || warmup.rules.length === 0
    ? ""
    : bullets([
        ["first rule can fire at bar", String(Math.min(...warmup.rules.map(({ armed }) => armed)))],
        ["every rule is armed from bar", String(warmup.lookback.defaults)],
        ["loads before a run", `${warmup.preload.defaults} bars`],
      ]);
}

function localText(analysis: Analysis, declaration: LocalDeclaration): string {
  const file = analysis.compilation.sources[declaration.span.source];
  const text = file === undefined ? "" : textOf(file, declaration.span);
  const type = typeOfLocal(analysis, declaration);
  const found = featureOf(analysis, declaration);
  const value = checkedValue(analysis, declaration);
  const header =
    declaration.kind === "machine" || declaration.kind === "combo" || declaration.kind === "machineState"
      ? (text.split("{")[0]?.trim() ?? "")
      : declaration.kind === "formal"
        ? `argument ${text}`
        : text;
  return paragraphs([
    codeBlock(header),
    docText(declaration),
    bullets([
      ["type", type === undefined || type.kind === "error" ? "" : describeType(type)],
      ["clock", value?.clock === undefined ? "" : formatDuration(value.clock)],
      [
        "warm-up",
        found?.warmup === undefined
          ? ""
          : `first value at bar ${found.warmup.lookback}, settled at bar ${found.warmup.settled}`,
      ],
      ["memory", value === undefined || value.stage !== "series" ? "" : value.memory],
      ["may be absent", value?.absent ?? ""],
      ["formula", found === undefined ? "" : `\`${found.formula}\``],
    ]),
  ]);
}

/** The type of the expression at an offset: of operators, literals and brackets, which are no names. */
function valueHover(analysis: Analysis, offset: number): Hover | undefined {
  const { types } = analysis.compilation.tables;
  const node = nodesAt(analysis.module, offset).findLast(({ id }) => types.has(id));
  const typed = node === undefined ? undefined : types.get(node.id);
  if (node === undefined || typed === undefined || typed.type.kind === "error") {
    return undefined;
  }
  // A word between the parts of an expression says more by itself than the whole.
  const word = wordHover(analysis, offset);
  return word ?? { range: rangeOf(node.span), markdown: typedText(typed) };
}

function typedText(typed: Typed): string {
  return bullets([
    ["type", describeType(typed.type)],
    ["clock", typed.clock === undefined ? "" : formatDuration(typed.clock)],
    ["memory", typed.stage === "series" ? typed.memory : ""],
    ["may be absent", typed.absent ?? ""],
  ]);
}

function wordHover(analysis: Analysis, offset: number): Hover | undefined {
  const range = wordAround(analysis.text, offset);
  const word = analysis.text.slice(range.start, range.end);
  const doc = keywordDocs.get(word);
  return doc === undefined ? undefined : { range, markdown: paragraphs([codeBlock(word), doc]) };
}

function bullets(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .filter(([, text]) => text !== "")
    .map(([label, text]) => `- ${label}: ${text}`)
    .join("\n");
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}
