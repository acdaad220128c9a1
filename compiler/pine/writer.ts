import { constantNames } from "./constant.ts";
import type { Chunk, Finding } from "./draft.ts";
import { createNames, type NameBook } from "./names.ts";
import { print } from "./print.ts";
import {
  CIRCULAR,
  PART_LIMIT,
  type Printing,
  type Refusal,
  type Remark,
  type Setting,
  type Written,
  type WrittenFunction,
} from "./printing.ts";
import {
  behind,
  type Definition,
  type Origin,
  type OwnFunction,
  type Resolved,
  type ResolvedScript,
} from "./resolved.ts";
import type { Piece } from "./text.ts";
import { isPassing, textCodes, type Usage, usageOf, wantedName } from "./usage.ts";
import { writeFunction } from "./write-function.ts";
import { type Carried, carriedValues, writeCarried } from "./write-kept.ts";
import { writeParam } from "./write-param.ts";

/** Writes declarations as they are needed, and collects what the report says. */
export interface Writer {
  readonly setting: Setting;
  readonly chunks: Chunk[];
  readonly findings: Finding[];
  readonly names: NameBook;
  readonly written: Map<Definition, Written>;
  readonly functions: Map<OwnFunction, WrittenFunction>;
  readonly codes: Map<string, number>;
  /** Parameters and formals that count bars. */
  readonly bars: Set<Definition>;
  readonly usage: Usage;
  /** Values that are carried from bar to bar, by the definition that stands for them. */
  readonly carried: ReadonlyMap<Definition, Carried>;
}

/** A writer for a script. `used`: names that the plan has already. */
export function createWriter(setting: Setting, script: ResolvedScript, used: readonly string[]): Writer {
  const { definitions } = script;
  return {
    setting,
    chunks: [],
    findings: [],
    names: createNames(used),
    written: new Map(),
    functions: new Map(),
    codes: textCodes(definitions),
    usage: usageOf(script),
    bars: new Set(),
    carried: carriedValues(definitions),
  };
}

/** A piece of text, or why there is none. */
export type Outcome =
  | { readonly piece: Piece; readonly refusal: undefined }
  | { readonly piece: undefined; readonly refusal: Refusal };

/** Writes an expression of a statement; its remarks go into the report. */
export function write(
  writer: Writer,
  node: Resolved,
  origin: Origin,
  replace: Printing["replace"] = undefined,
): Outcome {
  const printing = createPrinting(writer, { replace });
  const piece = print(printing, node);
  addRemarks(writer, printing.remarks, origin);
  const [refusal] = printing.refusals;
  return refusal === undefined ? { piece, refusal: undefined } : { piece: undefined, refusal };
}

/** What printing an expression of this script needs. */
export function createPrinting(writer: Writer, own: Partial<Printing> = {}): Printing {
  return {
    setting: writer.setting,
    write: (definition) => writeDefinition(writer, definition),
    writeFunction: (fn) => writeFunction(writer, fn),
    codeOf: (text) => codeOf(writer, text),
    countBars: (node) => countBars(writer, node),
    isPassing: (definition) => isPassing(writer.usage, definition),
    isInlined: false,
    lift: undefined,
    keeping: new Map(),
    replace: undefined,
    refusals: [],
    remarks: [],
    budget: { left: PART_LIMIT },
    ...own,
  };
}

/** Notes that a parameter, or what it is a plain name of, counts bars. */
function countBars(writer: Writer, node: Resolved): void {
  const value = behind(node);
  if (value.kind === "binary" && /^[-+*]$/.test(value.operator)) {
    countBars(writer, value.left);
    countBars(writer, value.right);
  }
  if (value.kind === "ref" && (value.definition.role === "param" || value.definition.role === "formal")) {
    writer.bars.add(value.definition);
  }
}

/** Chunks with the types of parameters, which are known when all is written. */
export function typedChunks(writer: Writer): readonly Chunk[] {
  const counting = new Set(
    [...writer.bars].flatMap((definition) => {
      const name = writer.written.get(definition)?.name;
      const isWhole = definition.input?.kind === "whole";
      return name === undefined || !isWhole ? [] : [name];
    }),
  );
  return writer.chunks.map((chunk) =>
    chunk.kind === "param" && counting.has(chunk.name ?? "")
      ? { ...chunk, head: chunk.head.replace(/^param (\w+) =/, "param $1: bars =") }
      : chunk,
  );
}

/** Puts changes in meaning into the report, at a place of the script. */
export function addRemarks(writer: Writer, remarks: readonly Remark[], origin: Origin): void {
  for (const { why, advice } of remarks) {
    addFinding(writer, { kind: "changed", trades: true, line: origin.line, text: origin.text, why, advice });
  }
}

/** Adds a line to the report, once. */
export function addFinding(writer: Writer, finding: Finding): void {
  const isKnown = writer.findings.some(
    (known) => known.kind === finding.kind && known.line === finding.line && known.why === finding.why,
  );
  if (!isKnown) {
    writer.findings.push(finding);
  }
}

/** The number that stands for a text. */
export function codeOf(writer: Writer, text: string): number {
  const known = writer.codes.get(text);
  if (known !== undefined) {
    return known;
  }
  const code = Math.max(0, ...writer.codes.values()) + 1;
  writer.codes.set(text, code);
  return code;
}

/** Chains of names longer than this are written from their start, so that none is followed to its end at once. */
const LONG_CHAIN = 100;

/** Writes what conditions read, the earliest first, where it is much. */
export function writeAhead(writer: Writer, nodes: readonly Resolved[]): void {
  const named = [...new Set(nodes.flatMap((node) => [...constantNames(node)]))];
  if (named.length > LONG_CHAIN) {
    for (const definition of named.sort((a, b) => a.id - b.id)) {
      if (
        definition.role === "let" &&
        definition.owner === undefined &&
        !isPassing(writer.usage, definition)
      ) {
        writeDefinition(writer, definition);
      }
    }
  }
}

function writeDefinition(writer: Writer, definition: Definition): Written {
  const target = aliasOf(writer, definition);
  const known = writer.written.get(target);
  if (known !== undefined) {
    return known;
  }
  writer.written.set(target, { name: "", refusal: CIRCULAR });
  const result = writer.carried.has(target)
    ? writeCarried(writer, target)
    : target.role === "param"
      ? writeParam(writer, target)
      : writeLet(writer, target);
  const { refusal } = result;
  const told = refusal === undefined ? result : { ...result, refusal: through(target, refusal) };
  writer.written.set(target, told);
  if (refusal !== undefined) {
    const why = refusal.why.replace(
      /^(it (?:reads|calls) `[^`]*` of line \d+): .*$/s,
      "$1, which was not translated",
    );
    const advice = why === refusal.why ? refusal.advice : "";
    addFinding(writer, { kind: "leftOut", trades: false, line: target.line, text: target.text, why, advice });
  }
  return told;
}

/** The last value of a bar has the name of the carried value, or of the definition that it is. */
function aliasOf(writer: Writer, definition: Definition): Definition {
  for (const [carrier, { next }] of writer.carried) {
    if (next.kind === "ref" && next.definition === definition) {
      return carrier;
    }
    if (definition.role === "final" && definition !== carrier && definition.value === next) {
      return carrier;
    }
  }
  const isPlain =
    definition.role === "final" && definition.value.kind === "ref" && !writer.carried.has(definition);
  return isPlain && definition.value.kind === "ref" ? definition.value.definition : definition;
}

/** The comments before a statement, as comments of the plan; lines that only part sections are left out. */
export function notesOf(
  definition: Origin & { readonly comments: readonly string[] },
  slashes = "//",
): readonly string[] {
  return definition.comments
    .filter((comment) => comment !== "" && !/^[-=*#/─━═~\s]+$/.test(comment) && !comment.startsWith("@"))
    .map((comment) => `${slashes} ${comment}`);
}

function writeLet(writer: Writer, definition: Definition): Written {
  const outcome = write(writer, definition.value, definition);
  if (outcome.refusal !== undefined) {
    return { name: definition.name, refusal: outcome.refusal };
  }
  const name = writer.names.take(wantedName(writer.usage, definition));
  writer.chunks.push({
    kind: "let",
    name,
    line: definition.line,
    text: definition.text,
    notes: notesOf(definition),
    head: `let ${name} = ${outcome.piece.text}`,
    clauses: [],
  });
  return { name, refusal: undefined };
}

/** A refusal as those see it who read the name: where it comes from. */
function through(definition: Definition, refusal: Refusal): Refusal {
  const isThrough = /^it (?:reads|calls) `/.test(refusal.why);
  return isThrough
    ? refusal
    : {
        why: `it reads \`${definition.name}\` of line ${definition.line}: ${refusal.why}`,
        advice: refusal.advice,
      };
}
