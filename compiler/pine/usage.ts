import { behind, type Definition, partsOf, type Resolved, type ResolvedScript } from "./resolved.ts";

/** How the names of a script are used, before anything is written. */
export interface Usage {
  /** How often each definition is read. */
  readonly reads: ReadonlyMap<Definition, number>;
  /** The values of changing variables, by name, in order. */
  readonly versions: ReadonlyMap<string, readonly Definition[]>;
}

/** Counts the reads of a script, and puts the values of its variables in order. */
export function usageOf(script: ResolvedScript): Usage {
  return { reads: countReads(script), versions: versionsOf(script.definitions) };
}

/** Numbers for the texts of inputs: those of one input count from 1. */
export function textCodes(definitions: readonly Definition[]): Map<string, number> {
  const codes = new Map<string, number>();
  for (const { input } of definitions) {
    for (const [index, option] of (input?.kind === "text" ? input.options : []).entries()) {
      if (option.kind === "text" && !codes.has(option.value)) {
        codes.set(option.value, index + 1);
      }
    }
  }
  return codes;
}

function countReads({ definitions, functions, actions }: ResolvedScript): ReadonlyMap<Definition, number> {
  const reads = new Map<Definition, number>();
  const visit = (node: Resolved): void => {
    if (node.kind === "ref") {
      reads.set(node.definition, (reads.get(node.definition) ?? 0) + 1);
    }
    for (const part of partsOf(node)) {
      visit(part);
    }
  };
  for (const { value, next } of definitions) {
    visit(value);
    if (next !== undefined) {
      visit(next);
    }
  }
  for (const result of functions.flatMap(({ results }) => results)) {
    visit(result);
  }
  for (const { args, guards } of actions) {
    for (const node of [...args.map(({ value }) => value), ...guards]) {
      visit(node);
    }
  }
  return reads;
}

function versionsOf(definitions: readonly Definition[]): ReadonlyMap<string, readonly Definition[]> {
  const versions = new Map<string, Definition[]>();
  for (const definition of definitions) {
    if (definition.role === "let" && definition.owner === undefined) {
      versions.set(definition.name, [...(versions.get(definition.name) ?? []), definition]);
    }
  }
  return versions;
}

/** A passing value of a changing variable that one place reads stands at that place. */
export function isPassing(usage: Usage, definition: Definition): boolean {
  const versions = usage.versions.get(definition.name) ?? [];
  const isVersion = definition.role === "let" && versions.length > 1 && versions.includes(definition);
  return isVersion && versions.at(-1) !== definition && usage.reads.get(definition) === 1;
}

/** The last value of a changing variable has its name; those before are numbered. */
export function wantedName(usage: Usage, definition: Definition): string {
  const versions = usage.versions.get(definition.name) ?? [];
  const place = versions.indexOf(definition);
  return place < 0 || place === versions.length - 1 ? baseName(definition) : `${definition.name}${place + 1}`;
}

/** The script's name for a value; a record has that of its function. */
export function baseName(definition: Definition): string {
  const value = behind(definition.value);
  return definition.role === "record" && value.kind === "own" ? value.fn.name : definition.name;
}
