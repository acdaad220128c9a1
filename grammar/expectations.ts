import {
  Alternation,
  Alternative,
  type IProduction,
  type ISyntacticContentAssistPath,
  type IToken,
  Terminal,
  type TokenType,
} from "chevrotain";
import { tokenize } from "./lexer.ts";
import { sharedParser } from "./parser.ts";
import type { ClosedBlock } from "./recovering-parser.ts";
import type { BlockKind } from "./recovery.ts";
import * as t from "./tokens.ts";
import { keywordTokens } from "./tokens.ts";
import type { Keyword } from "./words.ts";

/** What the grammar would take next at the end of a text. */
export type Expected = {
  /** The rules of the grammar that would take it, outermost first, those of the blocks around left out. */
  readonly rules: readonly string[];
  /** Which of the rule's tokens of this kind it is, as the grammar numbers them. */
  readonly occurrence: number;
} & (
  | {
      readonly kind: "word";
      readonly word: Keyword;
      /** It begins its statement. */
      readonly isStart: boolean;
    }
  | { readonly kind: "mark"; readonly text: string }
  | { readonly kind: "name" | "text" | "number" | "ratio" | "duration" | "instant" | "operator" | "asset" }
);

/** Where a text ends, and what may follow. */
export interface Expectations {
  /** The blocks that are open, from the file inwards. */
  readonly blocks: readonly {
    readonly kind: BlockKind;
    /** Offset of the block's last statement, which may be complete; `undefined`: none has begun. */
    readonly statement: number | undefined;
  }[];
  /** The tokens of the last statement, blocks inside it left out. */
  readonly tokens: readonly IToken[];
  readonly expected: readonly Expected[];
}

/** The shortest text that opens a block of a kind. */
const openings: Readonly<Record<BlockKind, string>> = {
  module: "",
  route: "route r {",
  risk: "risk r in USD {",
  indicator: "indicator i() {",
  record: "indicator i() { yield {",
  strategy: "strategy S trades m every 1d {",
  clauses: "strategy S trades m every 1d { enter long {",
  combo: "strategy S trades m every 1d { combo c {",
  legs: "strategy S trades m every 1d { combo c { enter {",
  hold: "strategy S trades m every 1d { hold every 1d {",
  scheduled: "strategy S trades m every 1d { every 1d {",
  machine: "strategy S trades m every 1d { machine p {",
  machineState: "strategy S trades m every 1d { machine p { state s {",
  captures: "strategy S trades m every 1d { machine p { state s { on true goto s {",
  portfolio: "strategy S trades m every 1d { portfolio {",
  session: "session s {",
  scenario: 'scenario "s" for S {',
};

const openingTokens = new Map<BlockKind, IToken[]>();

function openingOf(kind: BlockKind): IToken[] {
  const known = openingTokens.get(kind) ?? tokenize(openings[kind]).tokens;
  openingTokens.set(kind, known);
  return known;
}

/** A statement that does not follow the grammar is looked at from its end; this far. */
const suffixLimit = 40;

/**
 * What may follow these tokens, by the grammar. The recovering parser finds the open block and its statement, so that
 * errors further up do not matter; where the statement itself is broken, the expression at its end is continued.
 */
export function expectedAfter(tokens: IToken[]): Expectations {
  const parser = sharedParser();
  parser.parseModule(tokens);
  const open = parser.openAtEnd ?? [];
  const closed = parser.closedBlocks;
  parser.parseModule([]);
  const innermost = open.at(-1);
  const kind = innermost?.kind ?? "module";
  const first =
    innermost?.statement ?? (kind === "hold" ? afterOpener(tokens, innermost?.opener) : undefined);
  const statement = first === undefined ? [] : withoutBlocks(tokens.slice(tokens.indexOf(first)), closed);
  const opening = openingOf(kind);
  const outer = depthOf(kind);
  let found = parser.computeContentAssist("module", [...opening, ...statement]);
  let depth = outer;
  for (
    let start = Math.max(1, statement.length - suffixLimit);
    found.length === 0 && start < statement.length;
    start += 1
  ) {
    found = parser.computeContentAssist("expression", statement.slice(start));
    depth = 0;
  }
  return {
    blocks: open.map((block) => ({ kind: block.kind, statement: block.statement?.startOffset })),
    tokens: statement,
    expected: distinct(found.flatMap((path) => expectedOf(path, depth) ?? [])),
  };
}

function afterOpener(tokens: readonly IToken[], opener: IToken | undefined): IToken | undefined {
  return opener === undefined ? undefined : tokens[tokens.indexOf(opener) + 1];
}

/** The tokens with what stands inside closed blocks left out; their braces stay. */
function withoutBlocks(tokens: readonly IToken[], closed: readonly ClosedBlock[]): IToken[] {
  const closerOf = new Map(closed.map(({ opener, closer }) => [opener, closer]));
  const kept: IToken[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) {
      break;
    }
    kept.push(token);
    const closer = closerOf.get(token);
    if (closer !== undefined) {
      kept.push(closer);
      index = tokens.indexOf(closer, index);
    }
  }
  return kept;
}

const depths = new Map<BlockKind, number>();

/** How many rules of the grammar are open inside a block, its own included. */
function depthOf(kind: BlockKind): number {
  const known = depths.get(kind);
  if (known !== undefined) {
    return known;
  }
  const closing = sharedParser()
    .computeContentAssist("module", openingOf(kind))
    .find(({ nextTokenType }) => nextTokenType === t.RBrace);
  const depth = closing?.ruleStack.length ?? 1;
  depths.set(kind, depth);
  return depth;
}

const wordOf: ReadonlyMap<TokenType, string> = new Map(
  [...keywordTokens].map(([word, type]) => [type, word]),
);

function isKeyword(word: string): word is Keyword {
  return keywordTokens.has(word);
}

/** Whether a word is the first of the rule that takes it, and that rule no part of an expression. */
function isStart({ nextTokenType, ruleStack }: ISyntacticContentAssistPath): boolean {
  const rule = sharedParser().getGAstProductions()[ruleStack.at(-1) ?? ""];
  const first: IProduction | undefined = rule?.definition[0];
  return first !== undefined && !ruleStack.includes("operand") && beginsWith(first, nextTokenType);
}

function beginsWith(production: IProduction, type: TokenType): boolean {
  if (production instanceof Alternation) {
    return production.definition.some((alternative) => beginsWith(alternative, type));
  }
  if (production instanceof Alternative) {
    const [first] = production.definition;
    return first !== undefined && beginsWith(first, type);
  }
  return production instanceof Terminal && production.terminalType === type;
}

/** Marks that the grammar reads so that a message can name them. */
const foreign: ReadonlySet<TokenType> = new Set([t.Question, t.Semicolon]);

function expectedOf(path: ISyntacticContentAssistPath, depth: number): Expected | undefined {
  const type = path.nextTokenType;
  const place = { rules: path.ruleStack.slice(depth), occurrence: path.nextTokenOccurrence };
  const word = wordOf.get(type);
  if (word !== undefined) {
    return isKeyword(word) ? { ...place, kind: "word", word, isStart: isStart(path) } : undefined;
  }
  switch (type) {
    case t.Name:
    case t.Word:
      return { ...place, kind: "name" };
    case t.AssetCode:
      return { ...place, kind: "asset" };
    case t.Text:
      return { ...place, kind: "text" };
    case t.Numeric:
      return { ...place, kind: "number" };
    case t.Ratio:
      return { ...place, kind: "ratio" };
    case t.Duration:
      return { ...place, kind: "duration" };
    case t.Instant:
      return { ...place, kind: "instant" };
    case t.InfixOperator:
    case t.ArithmeticOperator:
      return { ...place, kind: "operator" };
    case t.Negation:
      return { ...place, kind: "word", word: "not", isStart: false };
    case t.Assign:
      return { ...place, kind: "mark", text: "=" };
    default:
      return foreign.has(type) ? undefined : { ...place, kind: "mark", text: markText(type) };
  }
}

function markText(type: TokenType): string {
  return (type.LABEL ?? type.name).replaceAll("`", "");
}

function distinct(all: readonly Expected[]): readonly Expected[] {
  const keys = new Set<string>();
  return all.filter((item) => {
    const what = item.kind === "word" ? item.word : item.kind === "mark" ? item.text : "";
    const key = `${item.kind} ${what} ${item.rules.join(">")} ${item.occurrence}`;
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}
