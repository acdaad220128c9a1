import {
  CstParser,
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  isRecognitionException,
  MismatchedTokenException,
  type TokenType,
  tokenLabel,
  tokenMatcher,
} from "chevrotain";
import { type BlockKind, resumesAt, startsDeclaration, startsStatement } from "./recovery.ts";
import * as t from "./tokens.ts";

/** A place where the text does not follow the grammar, before anyone has found words for it. */
export type ParserReport =
  | {
      readonly kind: "unexpected";
      readonly found: IToken;
      readonly previous: IToken;
      readonly expected: string;
    }
  | { readonly kind: "unclosed"; readonly found: IToken; readonly opener: IToken }
  /** The statements of a block without its braces; `last` is the last of their words. */
  | { readonly kind: "bare"; readonly found: IToken; readonly block: BlockKind; readonly last: IToken }
  | { readonly kind: "strayClose"; readonly found: IToken }
  | { readonly kind: "semicolon"; readonly found: IToken }
  | { readonly kind: "tooDeep"; readonly found: IToken }
  | {
      readonly kind: "notAStatement";
      readonly found: IToken;
      readonly block: BlockKind;
      readonly resumed: IToken;
    };

/**
 * Brackets and conditionals may be nested this deep; beyond it, a report instead of a stack overflow. A level takes
 * some 3 kB of stack: this leaves room for callers on the smallest default stacks.
 */
export const nestingLimit = 100;

/** A block that is open where a text ends, and the first word of its last statement, which may be complete. */
export interface OpenBlock {
  readonly kind: BlockKind;
  readonly opener: IToken | undefined;
  statement: IToken | undefined;
}

/** The braces of a block that was read to its end. */
export interface ClosedBlock {
  readonly opener: IToken;
  readonly closer: IToken;
}

/** Messages carry only what was expected; the wording is not the grammar's business. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => "the end of the file",
  buildNoViableAltMessage: ({ customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription ?? listLabels(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ customUserDescription, expectedIterationPaths }) =>
    customUserDescription ?? listLabels(expectedIterationPaths),
};

function isParsingFailure(error: unknown): error is IRecognitionException {
  return error instanceof Error && isRecognitionException(error);
}

function listLabels(paths: readonly (readonly TokenType[])[]): string {
  const labels = paths.flatMap(([first]) => (first === undefined ? [] : [tokenLabel(first)]));
  const distinct = [...new Set(labels)];
  const last = distinct.pop() ?? "something else";
  return distinct.length === 0 ? last : `${distinct.join(", ")} or ${last}`;
}

/** The part of the parser that keeps going: statement loops, blocks, and what happens at a wrong token. */
export abstract class RecoveringParser extends CstParser {
  /** What went wrong in the text parsed last. */
  reports: ParserReport[] = [];
  /** The blocks that were open when the text parsed last came to its end, from the file inwards. */
  openAtEnd: readonly OpenBlock[] | undefined;
  /** The blocks of the text parsed last that have both their braces. */
  closedBlocks: ClosedBlock[] = [];
  /** False while Chevrotain records the grammar, when there is no text to look at. */
  protected ready = false;
  private file: OpenBlock = { kind: "module", opener: undefined, statement: undefined };
  private blocks: (OpenBlock & { readonly opener: IToken })[] = [];
  private resumedAt = -1;
  private depth = 0;
  private rangeDepth = 0;
  /** Every brace of the text has its partner: a statement in the wrong block is no sign of a missing one. */
  private balanced = false;

  protected constructor(vocabulary: readonly TokenType[], skipValidations: boolean) {
    super([...vocabulary], {
      maxLookahead: 1,
      recoveryEnabled: false,
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: expectations,
      skipValidations,
    });
  }

  /** Makes the parser ready for another text. */
  protected begin(tokens: IToken[]): void {
    this.input = tokens;
    this.reports = [];
    this.openAtEnd = undefined;
    this.closedBlocks = [];
    this.file = { kind: "module", opener: undefined, statement: undefined };
    this.blocks = [];
    this.resumedAt = -1;
    this.depth = 0;
    this.rangeDepth = 0;
    this.balanced = hasBalancedBraces(tokens);
  }

  /** Whether one of the next tokens is of a type. */
  protected at(type: TokenType, distance = 1): boolean {
    return tokenMatcher(this.LA(distance), type);
  }

  /** Runs a part of the grammar; where it fails, reports it and goes on at the next safe token, or at `stop`. */
  protected attempt(body: () => void, stop?: TokenType): void {
    try {
      body();
    } catch (error) {
      if (!isParsingFailure(error)) {
        throw error;
      }
      this.report({ kind: "unexpected", found: error.token, previous: this.LA(0), expected: error.message });
      this.skip(stop);
    }
  }

  /** `{ body }` with recovery at both braces. */
  protected braced(kind: BlockKind, body: () => void): void {
    if (this.ready && kind === "clauses" && this.startsHere(kind)) {
      this.bareBlock(kind, body);
      return;
    }
    if (this.ready && !this.at(t.LBrace)) {
      this.skipToBrace();
    }
    const opener = this.CONSUME(t.LBrace);
    this.blocks.push({ kind, opener, statement: undefined });
    try {
      body();
    } finally {
      this.noteEnd();
      this.blocks.pop();
    }
    if (this.ready && !this.at(t.RBrace)) {
      this.report({ kind: "unclosed", found: this.LA(1), opener });
      return;
    }
    this.closedBlocks.push({ opener, closer: this.CONSUME(t.RBrace) });
  }

  /** Remembers which blocks are open where the text ends: the innermost is left first. */
  protected noteEnd(): void {
    if (this.openAtEnd === undefined && this.ready && this.LA(1).tokenType === EOF) {
      this.openAtEnd = [this.file, ...this.blocks];
    }
  }

  /** A block whose braces were left out: its statements are read as if they were there. */
  private bareBlock(kind: BlockKind, body: () => void): void {
    const found = this.LA(1);
    const before = this.reports.length;
    this.blocks.push({ kind, opener: found, statement: undefined });
    try {
      body();
    } finally {
      this.noteEnd();
      this.blocks.pop();
    }
    if (this.reports.length === before) {
      this.report({ kind: "bare", found, block: kind, last: this.LA(0) });
    }
  }

  /** The gate of a statement loop: skips what is no statement, and says whether a statement of the block follows. */
  protected atStatement(kind: BlockKind): boolean {
    for (;;) {
      const token = this.LA(1);
      if (token.tokenType === EOF) {
        return false;
      }
      if (startsStatement(token, kind, this.LA(2)) && this.isRealStart(kind)) {
        (this.blocks.at(-1) ?? this.file).statement = token;
        return true;
      }
      if (token.tokenType === t.Semicolon) {
        this.report({ kind: "semicolon", found: token });
        this.SKIP_TOKEN();
      } else if (token.tokenType === t.RBrace) {
        if (kind !== "module") {
          return false;
        }
        this.report({ kind: "strayClose", found: token });
        this.SKIP_TOKEN();
      } else if (kind !== "module" && this.belongsOutside(token) && !this.isMisplaced()) {
        return false;
      } else {
        this.skipNonStatement(kind, token);
      }
    }
  }

  /** Runs a part of the grammar that may contain itself, unless it is nested too deep. */
  protected nested(body: () => void): void {
    if (this.ready && this.depth >= nestingLimit) {
      const found = this.LA(1);
      this.report({ kind: "tooDeep", found });
      throw new MismatchedTokenException("less nesting", found, this.LA(0));
    }
    this.depth += 1;
    try {
      body();
    } finally {
      this.depth -= 1;
    }
  }

  /** Runs a part of the grammar after which `in` begins a range, so that a conversion there needs parentheses. */
  protected beforeRange(body: () => void): void {
    const outer = this.rangeDepth;
    this.rangeDepth = this.depth + 1;
    try {
      body();
    } finally {
      this.rangeDepth = outer;
    }
  }

  /** Whether `in` at this place begins a range. */
  protected isBeforeRange(): boolean {
    return this.depth === this.rangeDepth;
  }

  /** Notes a problem, one per place: not where the last one was, nor where parsing resumed after it. */
  private report(report: ParserReport): void {
    const offset = report.found.tokenType === EOF ? Number.POSITIVE_INFINITY : report.found.startOffset;
    const last = this.reports.at(-1);
    const isSecondAtEnd =
      last !== undefined && last.found.tokenType === EOF && offset === Number.POSITIVE_INFINITY;
    if (isSecondAtEnd || offset === this.resumedAt || last?.found === report.found) {
      return;
    }
    this.reports.push(report);
  }

  private isRealStart(kind: BlockKind): boolean {
    if (kind === "module") {
      // `strategy.entry(..)` and `indicator("x")` are habits from elsewhere, not broken declarations.
      const second = this.LA(2).tokenType;
      return second !== t.LParen && second !== t.Dot && second !== t.Equal;
    }
    return true;
  }

  private startsHere(kind: BlockKind): boolean {
    return startsStatement(this.LA(1), kind, this.LA(2));
  }

  /** Whether a statement of an outer block stands in this one by mistake, and not because a brace is missing. */
  private isMisplaced(): boolean {
    return this.balanced && !this.isDeclarationAhead() && this.blocks.at(-1)?.opener.image === "{";
  }

  private belongsOutside(token: IToken): boolean {
    const outer = this.blocks.slice(0, -1);
    return (
      startsDeclaration(token, this.LA(2), this.LA(3)) ||
      outer.some(({ kind }) => startsStatement(token, kind, this.LA(2)))
    );
  }

  private skipNonStatement(kind: BlockKind, found: IToken): void {
    const before = this.reports.length;
    this.report({ kind: "notAStatement", found, block: kind, resumed: found });
    this.SKIP_TOKEN();
    this.skip();
    if (this.reports.length > before) {
      this.reports[before] = { kind: "notAStatement", found, block: kind, resumed: this.LA(1) };
    }
  }

  private skip(stop?: TokenType): void {
    const open = this.blocks.map(({ kind }) => kind);
    let braces = 0;
    for (;;) {
      const token = this.LA(1);
      const type = token.tokenType;
      if (type === EOF || (braces === 0 && type === stop) || this.isDeclarationAhead()) {
        break;
      }
      if (type === t.RBrace) {
        if (braces === 0 && open.length > 0) {
          break;
        }
        braces = Math.max(0, braces - 1);
      } else if (type === t.LBrace) {
        braces += 1;
      } else if (braces === 0 && resumesAt(token, this.LA(0), this.LA(2), open)) {
        break;
      }
      this.SKIP_TOKEN();
    }
    this.resumedAt = this.LA(1).tokenType === EOF ? Number.POSITIVE_INFINITY : this.LA(1).startOffset;
  }

  private isDeclarationAhead(): boolean {
    return startsDeclaration(this.LA(1), this.LA(2), this.LA(3));
  }

  /** Where a block should open: passes over what stands before its brace, if the brace is still ahead. */
  private skipToBrace(): void {
    const open = this.blocks.map(({ kind }) => kind);
    for (let distance = 1; ; distance += 1) {
      const token = this.LA(distance);
      if (token.tokenType === t.LBrace) {
        this.report({ kind: "unexpected", found: this.LA(1), previous: this.LA(0), expected: "`{`" });
        for (let skipped = 1; skipped < distance; skipped += 1) {
          this.SKIP_TOKEN();
        }
        return;
      }
      const isBoundary =
        token.tokenType === EOF ||
        token.tokenType === t.RBrace ||
        startsDeclaration(token, this.LA(distance + 1), this.LA(distance + 2)) ||
        resumesAt(token, this.LA(distance - 1), this.LA(distance + 1), open);
      if (isBoundary) {
        return;
      }
    }
  }
}

function hasBalancedBraces(tokens: readonly IToken[]): boolean {
  let open = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === t.LBrace) {
      open += 1;
    } else if (tokenType === t.RBrace) {
      open -= 1;
      if (open < 0) {
        return false;
      }
    }
  }
  return open === 0;
}
