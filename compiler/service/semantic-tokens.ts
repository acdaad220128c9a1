import { contextualWordList, reservedWordList } from "../../grammar/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import { type Entity, targetOf } from "./entities.ts";
import { allNodes } from "./syntax-path.ts";
import type { Analysis } from "./workspace.ts";

/** Kinds of tokens, by their index in `SemanticToken.type`. */
export const semanticTypes = [
  "keyword",
  "class",
  "struct",
  "namespace",
  "function",
  "parameter",
  "variable",
  "property",
  "enumMember",
  "event",
] as const;

export type SemanticType = (typeof semanticTypes)[number];

/** What else a token is, by its bit in `SemanticToken.modifiers`. */
export const semanticModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

export type SemanticModifier = (typeof semanticModifiers)[number];

/** A word with its meaning, which a grammar for colours cannot know: most keywords are names elsewhere. */
export interface SemanticToken {
  readonly start: number;
  readonly length: number;
  readonly type: SemanticType;
  readonly modifiers: readonly SemanticModifier[];
}

const words: ReadonlySet<string> = new Set([...reservedWordList, ...contextualWordList]);

/** Names by what they stand for and words where they are keywords, in source order and without overlaps. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const names = new Map<number, SemanticToken>();
  for (const { span, entity, isDeclaration } of analysis.occurrences()) {
    if (span.source === analysis.source.id) {
      names.set(span.start, {
        start: span.start,
        length: span.end - span.start,
        type: typeOf(targetOf(entity)),
        modifiers: modifiersOf(targetOf(entity), isDeclaration),
      });
    }
  }
  const plain = new Set<number>();
  for (const node of allNodes(analysis.module)) {
    if (node.kind === "name") {
      plain.add(node.span.start);
    }
  }
  const tokens: SemanticToken[] = [];
  for (const { start, text } of analysis.pieces().tokens) {
    const name = names.get(start);
    if (name !== undefined && name.length === text.length) {
      tokens.push(name);
    } else if (words.has(text) && !plain.has(start)) {
      tokens.push({ start, length: text.length, type: "keyword", modifiers: [] });
    }
  }
  return tokens;
}

function typeOf(entity: Entity): SemanticType {
  switch (entity.kind) {
    case "declaration":
      switch (entity.declaration.kind) {
        case "strategy":
        case "session":
          return "class";
        case "market":
        case "universe":
          return "struct";
        case "route":
        case "risk":
          return "namespace";
        default:
          return "function";
      }
    case "slot":
      return "struct";
    case "local":
      switch (entity.declaration.kind) {
        case "param":
        case "formal":
          return "parameter";
        case "machineState":
          return "enumMember";
        case "machine":
        case "combo":
        case "mirror":
          return "event";
        default:
          return "variable";
      }
    case "builtin":
      return "property";
    case "function":
      return "function";
    case "alias":
      return "variable";
    default:
      return assertNever(entity);
  }
}

function modifiersOf(entity: Entity, isDeclaration: boolean): readonly SemanticModifier[] {
  const own: readonly SemanticModifier[] = isDeclaration ? ["declaration"] : [];
  if (entity.kind === "builtin" || entity.kind === "function") {
    return [...own, "defaultLibrary"];
  }
  const isConstant = entity.kind === "local" && entity.declaration.kind === "param";
  return isConstant ? [...own, "readonly"] : own;
}
