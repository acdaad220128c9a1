import type { CstNode, IToken } from "chevrotain";
import { type ModuleCstNode, parseTokens, tokenize } from "../../grammar/index.ts";
import type { Module } from "../ast/nodes.ts";
import { type BuildContext, head, type IdSource } from "./build-context.ts";
import { buildDeclaration } from "./build-declarations.ts";
import { collectDocs } from "./doc-comments.ts";
import type { SyntaxProblem } from "./problem.ts";
import {
  createReportContext,
  describeReport,
  isConsequence,
  isUnreadable,
  lexicalProblems,
} from "./report-problems.ts";

/** A stretch of the text: a token or a comment. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What parsing gives: always a module, of what could be read. */
export interface ParseResult {
  readonly module: Module;
  /** In source order; at most one for a place. */
  readonly problems: readonly SyntaxProblem[];
  readonly tokens: readonly Piece[];
  readonly comments: readonly Piece[];
}

/**
 * From text to tree. Never throws and never hangs, whatever the text. A statement that is broken in its first words
 * is left out; one that is broken later has an error node where its value should be.
 */
export function parse(text: string, source: number, ids: IdSource): ParseResult {
  const lexed = tokenize(text);
  const { tree, reports } = parseTokens(lexed.tokens);
  const problems: SyntaxProblem[] = [];
  const ctx: BuildContext = {
    text,
    source,
    ids,
    problems,
    docs: collectDocs(text, lexed.tokens, lexed.comments),
  };
  const root = asModule(tree);
  const declarations = (root.children.declaration ?? []).flatMap((node) => buildDeclaration(ctx, node) ?? []);
  if (reports.length > 0 || isUnreadable(lexed)) {
    const reportContext = createReportContext(text, source, lexed);
    problems.push(...lexicalProblems(reportContext, lexed));
    const causes = reports.filter((report) => !isConsequence(reportContext, report));
    problems.push(...causes.flatMap((report) => describeReport(reportContext, report)));
  }
  return {
    module: { kind: "module", ...head(ctx, { source, start: 0, end: text.length }), declarations },
    problems: onePerPlace(problems),
    tokens: lexed.tokens.map(piece),
    comments: lexed.comments.map(piece),
  };
}

/** A source of ids that counts from a start. */
export function countingIds(start = 0): IdSource {
  let id = start;
  return {
    next: () => {
      id += 1;
      return id;
    },
  };
}

/** The parser's entry rule gives a module; Chevrotain types the result of every rule as a plain node. */
function asModule(tree: CstNode): ModuleCstNode {
  return tree as ModuleCstNode;
}

function piece(token: IToken): Piece {
  return { start: token.startOffset, end: token.startOffset + token.image.length, text: token.image };
}

function onePerPlace(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const sorted = [...problems].sort((a, b) => a.span.start - b.span.start);
  return sorted.filter((problem, index) => problem.span.start !== sorted[index - 1]?.span.start);
}
