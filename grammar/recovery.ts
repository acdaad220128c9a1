import { type IToken, type TokenType, tokenMatcher } from "chevrotain";
import * as t from "./tokens.ts";
import { keyword } from "./tokens.ts";
import type { Keyword } from "./words.ts";

/**
 * The recovery policy. A statement that does not parse is left at its first wrong token; parsing goes on at the next
 * token that can only start a statement of a block that is open there, at the end of the block, or at a declaration.
 * A reserved word is such a token wherever it stands. A contextual word is one only where the token before it ends
 * an operand, because no name can follow an operand.
 */

const blockKinds = [
  "module",
  "route",
  "risk",
  "indicator",
  "record",
  "strategy",
  "clauses",
  "combo",
  "legs",
  "hold",
  "scheduled",
  "machine",
  "machineState",
  "captures",
  "portfolio",
  "session",
  "scenario",
] as const;

/** The blocks of the language, `module` being the file itself. */
export type BlockKind = (typeof blockKinds)[number];

/** The keywords that start a statement in each block. */
export const statementStarts: Readonly<Record<BlockKind, readonly Keyword[]>> = {
  module: [
    "import",
    "market",
    "universe",
    "route",
    "risk",
    "fn",
    "indicator",
    "strategy",
    "session",
    "scenario",
    "check",
  ],
  route: ["venue", "account", "allow", "slippage", "fees", "latency", "borrow", "max", "default"],
  risk: ["limit", "forbid"],
  indicator: ["let", "state", "yield"],
  record: [],
  strategy: [
    "param",
    "require",
    "let",
    "plot",
    "enter",
    "add",
    "exit",
    "combo",
    "hold",
    "every",
    "on",
    "cooldown",
    "at",
    "machine",
    "portfolio",
  ],
  clauses: [
    "size",
    "order",
    "stop",
    "target",
    "trail",
    "capture",
    "expire",
    "ioc",
    "fok",
    "post",
    "via",
    "on",
    "unprotected",
  ],
  combo: ["enter", "exit", "rebalance"],
  legs: ["leg", "fill"],
  hold: [],
  scheduled: ["enter", "add", "exit"],
  machine: ["state"],
  machineState: ["on"],
  captures: ["capture"],
  portfolio: ["at", "rank", "cap"],
  session: ["capital", "run", "guard", "fills"],
  scenario: ["start", "candles", "fills", "guard", "via", "expect"],
};

const startTypes: ReadonlyMap<BlockKind, ReadonlySet<TokenType>> = new Map(
  blockKinds.map((kind) => [kind, new Set(statementStarts[kind].map(keyword))]),
);

/** Words that start a statement together with the next one only: elsewhere they join the parts of another. */
const followers: ReadonlyMap<BlockKind, ReadonlyMap<TokenType, TokenType>> = new Map([
  [
    "strategy",
    new Map([
      [keyword("on"), keyword("session")],
      [keyword("at"), keyword("most")],
    ]),
  ],
]);

/** Whether the token is a keyword that starts a statement in blocks of this kind, given the token after it. */
export function startsStatement(token: IToken, block: BlockKind, next: IToken): boolean {
  if (startTypes.get(block)?.has(token.tokenType) !== true) {
    return false;
  }
  const follower = followers.get(block)?.get(token.tokenType);
  return follower === undefined || next.tokenType === follower;
}

/** A statement's first words as messages list them. */
export function statementStart(block: BlockKind, word: Keyword): string {
  const follower = followers.get(block)?.get(keyword(word));
  return follower === undefined ? word : `${word} ${wordOf(follower)}`;
}

function wordOf(type: TokenType): string {
  return (type.LABEL ?? type.name).replaceAll("`", "");
}

const certainDeclarations = new Set<TokenType>([
  keyword("import"),
  keyword("fn"),
  keyword("indicator"),
  keyword("strategy"),
  keyword("scenario"),
]);
const followerOfName = new Map<TokenType, TokenType>([
  [keyword("market"), t.Equal],
  [keyword("universe"), t.Equal],
  [keyword("route"), t.LBrace],
  [keyword("risk"), keyword("in")],
  [keyword("session"), t.LBrace],
]);

/**
 * Whether a declaration starts at these tokens, seen from inside a block: its keyword and what must follow it.
 * `strategy.entry` and `indicator("x")` of other languages are none.
 */
export function startsDeclaration(first: IToken, second: IToken, third: IToken): boolean {
  if (certainDeclarations.has(first.tokenType)) {
    return (
      tokenMatcher(second, t.Name) ||
      (first.tokenType === keyword("import") && second.tokenType === t.LBrace) ||
      (first.tokenType === keyword("scenario") && tokenMatcher(second, t.Text))
    );
  }
  if (first.tokenType === keyword("check")) {
    return tokenMatcher(second, t.Text);
  }
  const follower = followerOfName.get(first.tokenType);
  return follower !== undefined && tokenMatcher(second, t.Name) && third.tokenType === follower;
}

const continuing = new Set<TokenType>([t.LParen, t.LBracket, t.Comma, t.Dot, t.DotDot, t.Colon, t.Question]);

/** Whether an operand can end in this token, so that a name after it must be a keyword. */
export function endsOperand(token: IToken): boolean {
  return !(
    continuing.has(token.tokenType) ||
    tokenMatcher(token, t.InfixOperator) ||
    tokenMatcher(token, t.Negation) ||
    tokenMatcher(token, t.Assign)
  );
}

/** Whether a token that starts a statement of an open block does so here, given the tokens around it. */
export function resumesAt(
  token: IToken,
  previous: IToken,
  next: IToken,
  open: readonly BlockKind[],
): boolean {
  return open.some(
    (block) => startsStatement(token, block, next) && (!tokenMatcher(token, t.Name) || endsOperand(previous)),
  );
}
