import { type ILexingError, type IToken, Lexer } from "chevrotain";
import { AssetCode, commentGroup, Identifier, keywordTokens, lexerTokens, RawWord } from "./tokens.ts";

let instance: Lexer | undefined;

/** The one lexer of the process, created on first use. */
function sharedLexer(): Lexer {
  instance ??= new Lexer([...lexerTokens], {
    positionTracking: "onlyOffset",
    ensureOptimizations: true,
    skipValidations: true,
    recoveryEnabled: true,
  });
  return instance;
}

/** A stretch of text that no token matches. */
export interface LexicalGap {
  readonly start: number;
  readonly end: number;
}

/** A text cut into pieces. Every character is in a token, in a comment, in a gap, or is white space between them. */
export interface LexedText {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  readonly gaps: readonly LexicalGap[];
}

/** Cuts a text into tokens and comments, in order. It accepts every text; what it cannot read is in `gaps`. */
export function tokenize(text: string): LexedText {
  const result = sharedLexer().tokenize(text);
  for (const token of result.tokens) {
    // Nodes of the tree take their end from here; Chevrotain leaves it out when it tracks offsets only.
    token.endOffset = token.startOffset + token.image.length - 1;
    if (token.tokenType === RawWord) {
      classifyWord(token);
    }
  }
  return {
    tokens: result.tokens,
    comments: result.groups[commentGroup] ?? [],
    gaps: result.errors.map(toGap),
  };
}

const capitals = /^[A-Z][A-Z0-9]*$/;

function classifyWord(token: IToken): void {
  const type = keywordTokens.get(token.image) ?? (capitals.test(token.image) ? AssetCode : Identifier);
  token.tokenType = type;
  // Chevrotain matches by this index; a token type has one from its creation on.
  token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}

function toGap(error: ILexingError): LexicalGap {
  return { start: error.offset, end: error.offset + error.length };
}
