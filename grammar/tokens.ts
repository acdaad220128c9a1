import { createToken, Lexer, type TokenType } from "chevrotain";
import {
  type ContextualWord,
  contextualWordList,
  type Keyword,
  type ReservedWord,
  reservedWordList,
} from "./words.ts";

/**
 * Token types. Words are lexed as one token and then turned into keywords by a table look-up, so that the number of
 * keywords costs nothing; the categories say where a word may be a name.
 */

/** Every word, reserved or not: what may follow a `.`. */
export const Word = createToken({ name: "Word", label: "a name", pattern: Lexer.NA });
/** Every word that may be a name: identifiers and contextual keywords. */
export const Name = createToken({ name: "Name", label: "a name", pattern: Lexer.NA, categories: [Word] });
/** Operators between two operands. */
export const InfixOperator = createToken({ name: "InfixOperator", label: "an operator", pattern: Lexer.NA });
/** The infix operators that bind tighter than a comparison. */
export const ArithmeticOperator = createToken({
  name: "ArithmeticOperator",
  label: "an operator",
  pattern: Lexer.NA,
});
/** `not`, and `!` of other languages. */
export const Negation = createToken({ name: "Negation", label: "`not`", pattern: Lexer.NA });
/** `=`, and the `:=` and `==` that stand in its place by habit. */
export const Assign = createToken({ name: "Assign", label: "`=`", pattern: Lexer.NA });

/** A text in quotes, also when its quotes are wrong or do not close. */
export const Text = createToken({ name: "Text", label: "a text in quotes", pattern: Lexer.NA });
/** A number, also a malformed one. */
export const Numeric = createToken({ name: "Numeric", label: "a number", pattern: Lexer.NA });

const infix = [InfixOperator];
const arithmetic = [InfixOperator, ArithmeticOperator];

/** A name that is not a keyword. */
export const Identifier = createToken({
  name: "Identifier",
  label: "a name",
  pattern: Lexer.NA,
  categories: [Name],
});
/** A name in capitals, which after a number is an asset code: `USDT`. */
export const AssetCode = createToken({
  name: "AssetCode",
  label: "an asset code",
  pattern: Lexer.NA,
  categories: [Name],
});

const nameCategory = [Name];
const wordCategory = [Word];
const operatorWords: Readonly<Partial<Record<ReservedWord, TokenType[]>>> = {
  and: [Word, InfixOperator],
  or: [Word, InfixOperator],
  of: [Word, InfixOperator, ArithmeticOperator],
  not: [Word, Negation],
};

function keywordToken(word: string, categories: TokenType[]): TokenType {
  const name = word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return createToken({ name, label: `\`${word}\``, pattern: Lexer.NA, categories });
}

function keywordTable(): ReadonlyMap<string, TokenType> {
  const table = new Map<string, TokenType>();
  for (const word of reservedWordList) {
    table.set(word, keywordToken(word, operatorWords[word] ?? wordCategory));
  }
  for (const word of contextualWordList satisfies readonly ContextualWord[]) {
    table.set(word, keywordToken(word, nameCategory));
  }
  return table;
}

/** Token types of the keywords by their text. */
export const keywordTokens: ReadonlyMap<string, TokenType> = keywordTable();

/** The token type of a keyword. */
export function keyword(word: Keyword): TokenType {
  const type = keywordTokens.get(word);
  if (type === undefined) {
    throw new Error(`no token type for the keyword ${word}`);
  }
  return type;
}

// -------------------------------------------------------------------- literals

const digits = "\\d(?:_?\\d)*";
const decimal = `${digits}(?:\\.${digits})?`;

/** The literals' patterns, without the guard against a directly following word; the highlighters use them as well. */
export const literalPatterns = {
  instant: "\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.+-]*Z?)?",
  ratio: `${decimal}(?:%|bps)`,
  duration: `${decimal}(?:ms|s|m|h|d|w)`,
  number: `${decimal}(?:[eE][+-]?\\d+)?`,
  string: '"(?:[^"\\\\\\r\\n]|\\\\.)*"',
  word: "[A-Za-z_][A-Za-z0-9_]*",
} as const;

const ends = "(?![A-Za-z0-9_])";
const guarded = (pattern: string): RegExp => new RegExp(pattern + ends);

/** A date, with its time where it is complete. */
export const Instant = createToken({
  name: "Instant",
  label: "an instant",
  pattern: guarded(literalPatterns.instant),
});
export const Ratio = createToken({
  name: "Ratio",
  label: "a ratio",
  pattern: guarded(literalPatterns.ratio),
});
export const Duration = createToken({
  name: "Duration",
  label: "a duration such as `1h`",
  pattern: guarded(literalPatterns.duration),
});
export const NumberToken = createToken({
  name: "Number",
  label: "a number",
  pattern: guarded(literalPatterns.number),
  categories: [Numeric],
});
/** What starts like a number and is none: `1h30m`, `5USDT`, `.5`, `1__0`. */
export const MalformedNumber = createToken({
  name: "MalformedNumber",
  label: "a number",
  pattern: /\d\w*(?:\.\d\w*)?%?|\.\d\w*%?/,
  categories: [Numeric],
});
export const StringToken = createToken({
  name: "String",
  label: "a text in quotes",
  pattern: new RegExp(literalPatterns.string),
  categories: [Text],
});
/** A text in the quotes of other languages. */
export const ForeignString = createToken({
  name: "ForeignString",
  label: "a text in quotes",
  pattern: /'(?:[^'\\\r\n]|\\.)*'|[“”„«](?:[^“”»"\r\n])*[“”»"]|`[^`\r\n]*`/,
  start_chars_hint: ["'", "“", "”", "„", "«", "`"],
  line_breaks: false,
  categories: [Text],
});
/** A text whose closing quote is not on its line. */
export const UnterminatedString = createToken({
  name: "UnterminatedString",
  label: "a text in quotes",
  pattern: /"(?:[^"\\\r\n]|\\.)*/,
  categories: [Text],
});

// ------------------------------------------------------------------- punctuation

function mark(name: string, pattern: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, label: `\`${pattern}\``, pattern, categories });
}

export const LBrace = mark("LBrace", "{");
export const RBrace = mark("RBrace", "}");
export const LParen = mark("LParen", "(");
export const RParen = mark("RParen", ")");
export const LBracket = mark("LBracket", "[");
export const RBracket = mark("RBracket", "]");
export const Comma = mark("Comma", ",");
export const Colon = mark("Colon", ":");
export const DotDot = mark("DotDot", "..");
export const Dot = mark("Dot", ".");
export const Minus = mark("Minus", "-", arithmetic);
export const Equal = mark("Equal", "=", [Assign, InfixOperator]);

export const Slash = mark("Slash", "/", arithmetic);

/** Operators of the language that need no name elsewhere. */
const plainOperators = [
  mark("EqualEqual", "==", [Assign, InfixOperator]),
  mark("NotEqual", "!=", infix),
  mark("LessEqual", "<=", infix),
  mark("GreaterEqual", ">=", infix),
  mark("Less", "<", infix),
  mark("Greater", ">", infix),
  mark("QuestionQuestion", "??", arithmetic),
  mark("Plus", "+", arithmetic),
  mark("Star", "*", arithmetic),
];

export const Semicolon = mark("Semicolon", ";");
export const Question = mark("Question", "?");
export const ColonEqual = mark("ColonEqual", ":=", [Assign]);

/** Marks that only other languages have; the grammar reads them so that a message can name them. */
const foreignMarks = [
  mark("EqualEqualEqual", "===", infix),
  mark("NotEqualEqual", "!==", infix),
  mark("LessGreater", "<>", infix),
  mark("EqualLess", "=<", infix),
  mark("FatArrow", "=>", infix),
  mark("AmpersandAmpersand", "&&", infix),
  mark("Ampersand", "&", infix),
  mark("PipePipe", "||", infix),
  mark("Pipe", "|", infix),
  mark("Caret", "^", arithmetic),
  mark("StarStar", "**", arithmetic),
  mark("Percent", "%", arithmetic),
  mark("Bang", "!", [Negation]),
  mark("CompoundAssign", "+=", [Assign]),
  mark("CompoundSubtract", "-=", [Assign]),
  Semicolon,
  Question,
  ColonEqual,
];

// ------------------------------------------------------------------------ trivia

/** The lexer's group of comments. */
export const commentGroup = "comments";

export const WhiteSpace = createToken({
  name: "WhiteSpace",
  pattern: /[\s\uFEFF]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** `/// text`: documentation of what follows. */
export const DocComment = createToken({
  name: "DocComment",
  pattern: /\/\/\/(?!\/)[^\r\n]*/,
  group: commentGroup,
});
export const LineComment = createToken({ name: "LineComment", pattern: /\/\/[^\r\n]*/, group: commentGroup });
export const BlockComment = createToken({
  name: "BlockComment",
  pattern: /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//,
  group: commentGroup,
  line_breaks: true,
});
/** A block comment that the file ends in. */
export const UnterminatedComment = createToken({
  name: "UnterminatedComment",
  pattern: /\/\*[\s\S]*/,
  group: commentGroup,
  line_breaks: true,
});
/** A word as lexed, before the look-up that makes it a keyword or a name. */
export const RawWord = createToken({
  name: "RawWord",
  pattern: new RegExp(literalPatterns.word),
  label: "a name",
});

/** Longer marks before their prefixes. */
const marks = [
  ...plainOperators,
  ...foreignMarks,
  LBrace,
  RBrace,
  LParen,
  RParen,
  LBracket,
  RBracket,
  Comma,
  Colon,
  DotDot,
  Dot,
  Minus,
  Slash,
  Equal,
].sort((a, b) => String(b.PATTERN).length - String(a.PATTERN).length);

/** What the lexer tries, in this order. */
export const lexerTokens: readonly TokenType[] = [
  WhiteSpace,
  RawWord,
  Instant,
  Ratio,
  Duration,
  NumberToken,
  MalformedNumber,
  StringToken,
  UnterminatedString,
  ForeignString,
  DocComment,
  LineComment,
  BlockComment,
  UnterminatedComment,
  ...marks,
];

/** What the parser can meet. */
export const parserTokens: readonly TokenType[] = [
  Word,
  Name,
  InfixOperator,
  ArithmeticOperator,
  Negation,
  Assign,
  Text,
  Numeric,
  Identifier,
  AssetCode,
  ...keywordTokens.values(),
  Instant,
  Ratio,
  Duration,
  NumberToken,
  MalformedNumber,
  StringToken,
  UnterminatedString,
  ForeignString,
  ...marks,
];
