import type { IToken } from "chevrotain";
import {
  type BlockKind,
  Identifier,
  type LexedText,
  nestingLimit,
  type ParserReport,
  statementStart,
  statementStarts,
  UnterminatedComment,
  UnterminatedString,
} from "../../grammar/index.ts";
import type { Span } from "../ast/nodes.ts";
import { foreignCalls, foreignClauses, foreignStatements } from "./habits.ts";
import { type SyntaxProblem, syntaxProblem } from "./problem.ts";
import { closest, closestKeyword } from "./spelling.ts";

/** What the conversion of reports needs to know about the text. */
export interface ReportContext {
  readonly text: string;
  readonly source: number;
  readonly tokens: readonly IToken[];
  readonly indexOf: ReadonlyMap<IToken, number>;
  /** Where the lexer gave up: the index of the first token behind each such place. */
  readonly unreadBefore: ReadonlySet<number>;
}

/** Prepares the conversion of reports for one text. */
export function createReportContext(text: string, source: number, lexed: LexedText): ReportContext {
  const { tokens, gaps, comments } = lexed;
  const unread = [
    ...gaps.map(({ start }) => start),
    ...comments.filter(isUnterminated).map(({ startOffset }) => startOffset),
  ].sort((a, b) => a - b);
  const unreadBefore = new Set<number>();
  let next = 0;
  for (const offset of unread) {
    while ((tokens[next]?.startOffset ?? Number.POSITIVE_INFINITY) < offset) {
      next += 1;
    }
    unreadBefore.add(next);
  }
  tokens.forEach((token, index) => {
    if (isUnterminatedText(token)) {
      unreadBefore.add(index + 1);
    }
  });
  return {
    text,
    source,
    tokens,
    indexOf: new Map(tokens.map((token, index) => [token, index])),
    unreadBefore,
  };
}

function isUnterminated(token: IToken): boolean {
  return token.tokenType === UnterminatedComment;
}

function isUnterminatedText(token: IToken): boolean {
  return token.tokenType === UnterminatedString;
}

/** Whether the lexer met something that it could not read. */
export function isUnreadable({ gaps, comments, tokens }: LexedText): boolean {
  return gaps.length > 0 || comments.some(isUnterminated) || tokens.some(isUnterminatedText);
}

/** Problems of the lexer: characters without a meaning, texts and comments without an end. */
export function lexicalProblems(ctx: ReportContext, lexed: LexedText): readonly SyntaxProblem[] {
  const gaps = lexed.gaps.map(({ start, end }) => {
    const span = { source: ctx.source, start, end };
    const fixes = [{ title: "Remove it", edits: [{ span, text: "" }], safety: "review" as const }];
    return syntaxProblem("unexpected-character", span, {
      arguments: { text: ctx.text.slice(start, end) },
      fixes,
    });
  });
  const comments = lexed.comments
    .filter(isUnterminated)
    .map(({ startOffset: start }) =>
      syntaxProblem("unclosed-comment", { source: ctx.source, start, end: start + 2 }, { arguments: {} }),
    );
  const texts = lexed.tokens
    .filter(isUnterminatedText)
    .map((token) => syntaxProblem("unclosed-text", foundSpan(ctx, token), { arguments: {} }));
  return [...gaps, ...comments, ...texts];
}

/** Whether what the parser met is only the consequence of something that the lexer could not read just before. */
export function isConsequence(ctx: ReportContext, report: ParserReport): boolean {
  return ctx.unreadBefore.has(indexOf(ctx, report.found)) || isPythonImport(ctx, report);
}

/** The second half of `from indicators import trend`: the first word has been reported. */
function isPythonImport(ctx: ReportContext, report: ParserReport): boolean {
  if (report.kind !== "unexpected" || report.previous.image !== "import") {
    return false;
  }
  const line =
    ctx.text
      .slice(0, report.previous.startOffset)
      .split(/[\n\r]/)
      .at(-1) ?? "";
  return line.trim() !== "";
}

function indexOf(ctx: ReportContext, token: IToken): number {
  return ctx.indexOf.get(token) ?? ctx.tokens.length;
}

/** Finds the words for what the parser reported: one problem, and more where what was passed over has habits of its own. */
export function describeReport(ctx: ReportContext, report: ParserReport): readonly SyntaxProblem[] {
  const first = describeFirst(ctx, report);
  return report.kind === "notAStatement" ? [first, ...habitsIn(ctx, report)] : [first];
}

function describeFirst(ctx: ReportContext, report: ParserReport): SyntaxProblem {
  const span = foundSpan(ctx, report.found);
  switch (report.kind) {
    case "unexpected":
      return describeUnexpected(ctx, report, span);
    case "unclosed": {
      const place = foundSpan(ctx, report.opener);
      const labels = [{ span, text: "the block must have ended before this" }];
      return syntaxProblem("unclosed-bracket", place, { arguments: { bracket: "{", closing: "}" }, labels });
    }
    case "bare": {
      const end = foundSpan(ctx, report.last).end;
      const text = ctx.text.slice(span.start, end);
      const edits = [
        { span: { ...span, end: span.start }, text: "{ " },
        { span: { ...span, start: end, end }, text: " }" },
      ];
      const fixes = [{ title: "Put it in braces", edits, safety: "safe" as const }];
      const args = { found: described(report.found), expected: "`{`", suggestion: `{ ${text} }` };
      return syntaxProblem("unexpected-text", { ...span, end }, { arguments: args, fixes });
    }
    case "strayClose": {
      const fixes = [{ title: "Remove it", edits: [{ span, text: "" }], safety: "review" as const }];
      return syntaxProblem("stray-bracket", span, { arguments: {}, fixes });
    }
    case "semicolon": {
      const fixes = [{ title: "Remove `;`", edits: [{ span, text: "" }], safety: "safe" as const }];
      return syntaxProblem("semicolon", span, { arguments: {}, fixes });
    }
    case "tooDeep":
      return syntaxProblem("too-deep", span, { arguments: { limit: nestingLimit } });
    case "notAStatement":
      return describeStatement(ctx, report.found, report.block, span);
  }
}

function isAtEnd(token: IToken): boolean {
  return Number.isNaN(token.startOffset) || token.tokenType.name === "EOF";
}

function foundSpan(ctx: ReportContext, token: IToken): Span {
  if (isAtEnd(token)) {
    const end = ctx.text.trimEnd().length;
    return { source: ctx.source, start: end, end };
  }
  return { source: ctx.source, start: token.startOffset, end: token.startOffset + token.image.length };
}

function described(token: IToken): string {
  return isAtEnd(token) ? "the end of the file" : `\`${token.image}\``;
}

type Unexpected = Extract<ParserReport, { kind: "unexpected" }>;

function describeUnexpected(ctx: ReportContext, report: Unexpected, span: Span): SyntaxProblem {
  const { found, previous } = report;
  const expected = report.expected.replace(valueStarts, " or a value");
  const habit = describeHabit(ctx, report, span);
  if (habit !== undefined) {
    return habit;
  }
  const typo = misspelt(found) ?? misspelt(previous);
  if (typo !== undefined) {
    return describeTypo(ctx, typo, typo.token === found ? expected : `\`${typo.keyword}\``);
  }
  if (expected === "`)`" || expected === "`]`") {
    const opener = openBracket(ctx, found, expected === "`)`" ? "(" : "[");
    if (opener !== undefined) {
      const labels = [{ span, text: `expected ${expected} here` }];
      const args = { bracket: opener.image, closing: expected.slice(1, 2) };
      return syntaxProblem("unclosed-bracket", foundSpan(ctx, opener), { arguments: args, labels });
    }
  }
  if (expected === "a value") {
    return syntaxProblem("missing-value", span, { arguments: { found: described(found) } });
  }
  const suggestion = isPlacement(expected) ? placementSuggestion(ctx, found) : undefined;
  if (suggestion !== undefined) {
    const end = foundSpan(ctx, previous).end;
    const start = clauseStart(ctx, found)?.startOffset ?? end;
    return syntaxProblem(
      "unexpected-text",
      { ...span, start, end },
      { arguments: { found: described(found), expected, suggestion } },
    );
  }
  return syntaxProblem("unexpected-text", span, {
    arguments: { found: described(found), expected, suggestion },
  });
}

/** All that can start a value, as the parser lists it behind other words. */
const valueStarts = /, `not`, `-`, a number, .*`\[` or `if`$/;

const sides: ReadonlyMap<string, string> = new Map([
  ["buy", "long"],
  ["sell", "short"],
  ["bull", "long"],
  ["bear", "short"],
]);

/** Words in the place of a keyword that traders write out of habit, and no slips of the pen. */
function describeHabit(ctx: ReportContext, report: Unexpected, span: Span): SyntaxProblem | undefined {
  const { found, previous, expected } = report;
  const side = expected === "`long` or `short`" ? sides.get(found.image.toLowerCase()) : undefined;
  if (side !== undefined) {
    return describeTypo(ctx, { token: found, keyword: side }, expected);
  }
  if (expected === "`unknown`" && previous.image === "if") {
    return describeTypo(ctx, { token: previous, keyword: "when" }, "`when`");
  }
  if (previous.image === "import" && isNamespace(found.image)) {
    const advice = `remove it: functions such as \`rsi(close, 14)\` and \`talib.rsi(close, 14)\` are there without an import.`;
    const word = `import ${found.image}`;
    return syntaxProblem("foreign-statement", span, { arguments: { word, advice } });
  }
  const suggestion = orderOfHeader(ctx, report) ?? importForm(ctx, report) ?? exitForm(report);
  if (suggestion !== undefined) {
    return syntaxProblem("unexpected-text", span, {
      arguments: {
        found: described(found),
        expected: expected.replace(valueStarts, " or a value"),
        suggestion,
      },
    });
  }
  if (previous.image === "%") {
    return syntaxProblem("modulo-operator", foundSpan(ctx, previous), { arguments: {} });
  }
  const crossing = /^(?:over|under)$/.test(previous.image) && before(ctx, previous)?.image === "crosses";
  if (crossing) {
    const keyword = previous.image === "over" ? "above" : "below";
    return describeTypo(ctx, { token: previous, keyword }, "`above` or `below`");
  }
  return describeDuration(ctx, report, span);
}

/** Packages of Python that a trader imports. */
function isNamespace(word: string): boolean {
  return /^(?:talib|ta|pandas|pandas_ta|pd|numpy|np|math|ccxt|backtrader|bt|vectorbt)$/.test(word);
}

/** `strategy A every 1h trades btc`: the market comes first. */
function orderOfHeader(ctx: ReportContext, { found, expected }: Unexpected): string | undefined {
  const at = indexOf(ctx, found);
  if (expected !== "`trades`" || found.image !== "every" || ctx.tokens[at + 2]?.image !== "trades") {
    return undefined;
  }
  const words = ctx.tokens.slice(at - 2, at + 4).map(({ image }) => image);
  const [start = "", name = "", every = "", clock = "", trades = "", market = ""] = words;
  return `${start} ${name} ${trades} ${market} ${every} ${clock}`;
}

/** `import talib`, `import x from "y"`. */
function importForm(ctx: ReportContext, { found, previous, expected }: Unexpected): string | undefined {
  if (previous.image !== "import" || expected !== "`{`") {
    return undefined;
  }
  const from = ctx.tokens[indexOf(ctx, found) + 2];
  const file = from?.image.startsWith('"') ? from.image : '"./file.ctk"';
  return `import { ${found.image} } from ${file}`;
}

/** `exit long stop 2% below entry`, `exit long at 110`. */
function exitForm({ found, previous, expected }: Unexpected): string | undefined {
  const isExit = expected.includes("`when`") && /^(?:exit|long|short)$/.test(previous.image);
  if (!isExit) {
    return undefined;
  }
  return ["stop", "target", "trail"].includes(found.image)
    ? `${found.image} ..\` in the block of the entry, or \`exit long when ..`
    : ["limit", "at", "order"].includes(found.image)
      ? "exit long when .. { order limit at .. }"
      : undefined;
}

/** `1 hour`, `10 days`, `1H`: lengths of time are one word here. */
function describeDuration(
  ctx: ReportContext,
  { found, previous, expected }: Unexpected,
  span: Span,
): SyntaxProblem | undefined {
  const isWanted = expected.startsWith("a duration");
  const next = ctx.tokens[indexOf(ctx, found) + 1];
  const [first, last] = isWanted ? [found, next] : [previous, found];
  const written = /^(\d+)\s*(s|m|h|d|w)[a-z]*$/i.exec(`${first.image} ${last?.image ?? ""}`);
  const joined = isWanted ? /^(\d+)(H|D|W)$/.exec(found.image) : null;
  const [, count, unit] = joined ?? (isTimeWord(last?.image ?? "") ? (written ?? []) : []);
  if (count === undefined || unit === undefined) {
    return undefined;
  }
  const suggestion = `${count}${unit.toLowerCase()}`;
  const whole =
    joined === null && last !== undefined
      ? { ...span, start: first.startOffset, end: foundSpan(ctx, last).end }
      : span;
  const text = ctx.text.slice(whole.start, whole.end);
  const edits = [{ span: whole, text: suggestion }];
  const fixes = [{ title: `Replace by \`${suggestion}\``, edits, safety: "review" as const }];
  const args = { found: `\`${text}\``, expected: "a duration such as `1h`", suggestion };
  return syntaxProblem("unexpected-text", whole, { arguments: args, fixes });
}

function isTimeWord(word: string): boolean {
  return /^(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)$/i.test(word);
}

function before(ctx: ReportContext, token: IToken): IToken | undefined {
  return ctx.tokens[indexOf(ctx, token) - 1];
}

function isPlacement(expected: string): boolean {
  return expected === "`below entry` or `above entry`";
}

/** The `stop` or `target` in front of a token. */
function clauseStart(ctx: ReportContext, found: IToken): IToken | undefined {
  const index = ctx.tokens
    .slice(0, indexOf(ctx, found))
    .findLastIndex(({ image }) => image === "stop" || image === "target");
  return ctx.tokens[index];
}

/** `stop 2%` whole, where nothing but the side is missing: a share of the price, on the side that protects. */
function placementSuggestion(ctx: ReportContext, found: IToken): string | undefined {
  const isEnd =
    isAtEnd(found) || found.image === "}" || statementStarts.clauses.some((w) => w === found.image);
  const clause = clauseStart(ctx, found);
  if (!isEnd || clause === undefined) {
    return undefined;
  }
  const from = indexOf(ctx, clause);
  const rule = ctx.tokens.slice(0, from).findLastIndex(({ image }) => image === "enter" || image === "add");
  const isShort = ctx.tokens[rule + 1]?.image === "short";
  const side = (clause.image === "stop") === isShort ? "above" : "below";
  const last = before(ctx, found) ?? clause;
  const written = ctx.text.slice(clause.startOffset, foundSpan(ctx, last).end);
  const isRatio = last.tokenType.name === "Ratio" && indexOf(ctx, last) === from + 1;
  return `${written}${isRatio ? " of close" : ""} ${side} entry`;
}

interface Typo {
  readonly token: IToken;
  readonly keyword: string;
}

function describeTypo(ctx: ReportContext, { token, keyword }: Typo, expected: string): SyntaxProblem {
  const span = foundSpan(ctx, token);
  const fixes = [
    { title: `Replace by \`${keyword}\``, edits: [{ span, text: keyword }], safety: "review" as const },
  ];
  const args = { found: described(token), expected, suggestion: keyword };
  return syntaxProblem("unexpected-text", span, { arguments: args, fixes });
}

function misspelt(token: IToken): Typo | undefined {
  if (token.tokenType !== Identifier) {
    return undefined;
  }
  const keyword = closestKeyword(token.image);
  return keyword === undefined ? undefined : { token, keyword };
}

/** The innermost bracket that is open in front of a token, if it is of this kind. */
function openBracket(ctx: ReportContext, found: IToken, bracket: "(" | "["): IToken | undefined {
  let closed = 0;
  for (let index = indexOf(ctx, found) - 1; index >= 0; index -= 1) {
    const token = ctx.tokens[index];
    const text = token?.image;
    if (text === "{" || text === "}") {
      return undefined;
    }
    if (text === ")" || text === "]") {
      closed += 1;
    } else if (text === "(" || text === "[") {
      if (closed === 0) {
        return text === bracket ? token : undefined;
      }
      closed -= 1;
    }
  }
  return undefined;
}

// ------------------------------------------------------------------- statements

const places: Readonly<Record<BlockKind, string>> = {
  module: "outside of the declarations",
  route: "in a route",
  risk: "in a set of limits",
  indicator: "in an indicator",
  record: "in a record",
  strategy: "in a strategy",
  clauses: "in the block of a rule",
  combo: "in a combo",
  legs: "among the legs of a combo",
  hold: "in a `hold`",
  scheduled: "in the block of a schedule",
  machine: "in a machine",
  machineState: "in a state of a machine",
  captures: "among the values of a transition",
  portfolio: "in a portfolio",
  session: "in a session",
  scenario: "in a scenario",
};

function describeStatement(ctx: ReportContext, found: IToken, block: BlockKind, span: Span): SyntaxProblem {
  const index = indexOf(ctx, found);
  const word = found.image;
  const callee = dottedName(ctx.tokens, index);
  const advice = foreignCalls.get(callee.text) ?? foreignStatements.get(word);
  const isCall = callee.text !== word || ctx.tokens[index + 1]?.image === "(";
  if (word === "if") {
    return syntaxProblem("if-statement", span, { arguments: {} });
  }
  const exit = exitAtPrice(ctx, index, block);
  if (exit !== undefined) {
    return exit;
  }
  const kept = keptVariable(ctx, index);
  if (kept !== undefined) {
    return kept;
  }
  if (block === "clauses") {
    const clause = foreignClauses.get(word);
    const risking = riskingClause(ctx, index);
    if (risking !== undefined) {
      const whole = { ...span, start: ctx.tokens[index - 1]?.startOffset ?? span.start };
      const text = ctx.text.slice(whole.start, whole.end);
      return syntaxProblem("foreign-clause", whole, { arguments: { word: text, advice: risking } });
    }
    if (clause !== undefined) {
      return syntaxProblem("foreign-clause", span, { arguments: { word, advice: clause } });
    }
  }
  if (advice !== undefined && (foreignStatements.has(word) || isCall)) {
    return describeForeign(ctx, found, callee, advice);
  }
  const assign = ctx.tokens[index + 1];
  if (found.tokenType === Identifier && assign !== undefined && /^(?:=|:=|\+=|-=)$/.test(assign.image)) {
    return inputParameter(ctx, index) ?? missingLet(ctx, found, assign, block);
  }
  const place = places[block];
  const home = homes.find(([, words]) => words.some((start) => start === word));
  if (home !== undefined && home[0] !== block) {
    return syntaxProblem("wrong-place", span, { arguments: { word, place, home: places[home[0]] } });
  }
  const typo = misspeltStart(ctx, found, ctx.tokens[index - 1], block);
  if (typo !== undefined) {
    return typo;
  }
  return syntaxProblem("not-a-statement", span, {
    arguments: { found: described(found), place, starts: listStarts(block), suggestion: undefined },
  });
}

/** `exit long stop 2%`, `exit long at 105%`: prices at which to leave stand with the entry. */
function exitAtPrice(ctx: ReportContext, index: number, block: BlockKind): SyntaxProblem | undefined {
  const found = ctx.tokens[index];
  const word = found?.image ?? "";
  if (found === undefined || block !== "strategy" || !/^(?:stop|target|trail|at|limit)$/.test(word)) {
    return undefined;
  }
  const before = ctx.tokens.slice(Math.max(0, index - 2), index).map(({ image }) => image);
  const side = /^(?:long|short)$/.test(before.at(-1) ?? "") ? before.pop() : undefined;
  const start = ctx.tokens[index - (side === undefined ? 1 : 2)];
  if (before.at(-1) !== "exit" || start === undefined) {
    return undefined;
  }
  const written = Number(ctx.tokens[index + 1]?.image.match(/^[\d.]+(?=%$)/)?.[0]);
  const distance = word === "at" || word === "limit" ? written - 100 : written;
  const isShort = side === "short";
  const isStop =
    word === "stop" || (distance < 0 && !isShort) || (distance > 0 && isShort && word !== "target");
  const percent = Number.isNaN(distance) || distance === 0 ? 2 : Math.round(Math.abs(distance) * 1e6) / 1e6;
  const below = isStop !== isShort;
  const clause =
    word === "trail"
      ? `trail ${percent}% of close`
      : `${isStop ? "stop" : "target"} ${percent}% of close ${below ? "below" : "above"} entry`;
  const bound = Math.round((1 + ((below ? -1 : 1) * percent) / 100) * 1e8) / 1e8;
  const rule = `exit ${side ?? "long"} when close ${below ? "<" : ">"} entry * ${bound}`;
  const advice =
    word === "trail"
      ? `write \`${clause}\` in the block of the entry.`
      : `write \`${clause}\` in the block of the entry: the order then rests from the fill on. To look at closes only, write \`${rule}\`.`;
  const whole = { ...foundSpan(ctx, start), end: foundSpan(ctx, found).end };
  const text = ctx.text.slice(whole.start, whole.end);
  return syntaxProblem("foreign-statement", whole, { arguments: { word: text, advice } });
}

/** `var count = 0` with `count := count + 1` below it: a value that builds on its last one. */
function keptVariable(ctx: ReportContext, index: number): SyntaxProblem | undefined {
  const [keyword, ...rest] = ctx.tokens.slice(index, index + 8);
  if (keyword === undefined || !/^(?:var|varip|let)$/.test(keyword.image)) {
    return undefined;
  }
  // Pine may name a type in front: `var int count = 0`.
  const at = rest.findIndex(({ image }) => image === "=");
  const name = rest[at - 1];
  const first = rest[at + 1];
  const again = ctx.tokens.find(
    ({ image }, place) => image === ":=" && ctx.tokens[place - 1]?.image === name?.image,
  );
  if (at < 1 || at > 2 || name === undefined || first === undefined || again === undefined) {
    return undefined;
  }
  const span = { ...foundSpan(ctx, keyword), end: foundSpan(ctx, name).end };
  const own = name.image;
  const next =
    ctx.text
      .slice(foundSpan(ctx, again).end)
      .split(/[\r\n]/)[0]
      ?.trim() ?? "";
  const choice = /^(.+?)\s*\?\s*(.+?)\s*:\s*(.+)$/.exec(next);
  const then = choice === null ? next : `if ${choice[1]} then ${choice[2]} else ${choice[3]}`;
  const state = `state ${own} = ${first.image} then ${then}`;
  const advice = `a value that builds on its last one is a \`state\`. Outside of the strategy write \`indicator kept_${own}() {\`, \`${state}\`, \`yield ${own}\` and \`}\`; here write \`let ${own} = kept_${own}()\`.`;
  return syntaxProblem("foreign-statement", span, { arguments: { word: `var ${own}`, advice } });
}

/** `size risk 1%`: the percentage behind a word that is no value. */
function riskingClause(ctx: ReportContext, index: number): string | undefined {
  const [size, risk, found] = ctx.tokens.slice(index - 2, index + 1);
  const isRisk = size?.image === "size" && /^risk(?:ed)?$/.test(risk?.image ?? "");
  return isRisk && found !== undefined ? `write \`size risking ${found.image} of equity\`.` : undefined;
}

/** `length = input.int(14, minval=1, maxval=50)`: a parameter with a range. */
function inputParameter(ctx: ReportContext, index: number): SyntaxProblem | undefined {
  const [name, , input] = ctx.tokens.slice(index, index + 3);
  if (name === undefined || input?.image !== "input") {
    return undefined;
  }
  const end = ctx.tokens.findIndex((token, at) => at > index && token.image === ")");
  const inside = ctx.tokens.slice(index + 3, end < 0 ? index + 3 : end).map(({ image }) => image);
  const after = (word: string): string | undefined => inside[inside.indexOf(word) + 2];
  const number = inside.find((image) => /^\d/.test(image)) ?? "14";
  const [low, high] = [after("minval"), after("maxval")];
  const range =
    inside.includes("minval") && inside.includes("maxval") ? ` in ${low ?? ""}..${high ?? ""}` : "";
  return syntaxProblem(
    "foreign-statement",
    { ...foundSpan(ctx, name), end: foundSpan(ctx, input).end },
    {
      arguments: {
        word: `${name.image} = input`,
        advice: `write \`param ${name.image} = ${number}${range}\`.`,
      },
    },
  );
}

/** Habits at the starts of lines in what was passed over behind a wrong statement. */
function habitsIn(
  ctx: ReportContext,
  { found, resumed, block }: Extract<ParserReport, { kind: "notAStatement" }>,
): readonly SyntaxProblem[] {
  const from = indexOf(ctx, found) + 1;
  const to = isAtEnd(resumed) ? ctx.tokens.length : indexOf(ctx, resumed);
  return ctx.tokens.slice(from, to).flatMap((token) => {
    const isFirst = /(?:^|[\n\r])[ \t]*$/.test(ctx.text.slice(0, token.startOffset).slice(-200));
    const callee = dottedName(ctx.tokens, indexOf(ctx, token));
    const isHabit =
      foreignStatements.has(token.image) ||
      foreignCalls.has(callee.text) ||
      (block === "clauses" && foreignClauses.has(token.image));
    return isFirst && isHabit ? [describeStatement(ctx, token, block, foundSpan(ctx, token))] : [];
  });
}

function listStarts(block: BlockKind): string {
  return statementStarts[block].map((start) => `\`${statementStart(block, start)}\``).join(", ");
}

/** A keyword with a slip in it: of a statement here, of one just before, or within the statement before. */
function misspeltStart(
  ctx: ReportContext,
  found: IToken,
  previous: IToken | undefined,
  block: BlockKind,
): SyntaxProblem | undefined {
  for (const token of previous === undefined ? [found] : [found, previous]) {
    const suggestion =
      token.tokenType === Identifier ? closest(token.image, statementStarts[block]) : undefined;
    if (suggestion !== undefined) {
      const span = foundSpan(ctx, token);
      const edits = [{ span, text: suggestion }];
      const fixes = [{ title: `Replace by \`${suggestion}\``, edits, safety: "review" as const }];
      const args = { found: described(token), place: places[block], starts: listStarts(block), suggestion };
      return syntaxProblem("not-a-statement", span, { arguments: args, fixes });
    }
  }
  const typo = misspelt(found);
  return typo === undefined ? undefined : describeTypo(ctx, typo, `\`${typo.keyword}\``);
}

/** Where each statement belongs; the first block that has it. */
const homes: readonly (readonly [BlockKind, readonly string[]])[] = [
  ["strategy", statementStarts.strategy],
  ["clauses", statementStarts.clauses],
  ["combo", statementStarts.combo],
  ["legs", statementStarts.legs],
  ["module", statementStarts.module],
  ["risk", statementStarts.risk],
  ["indicator", statementStarts.indicator],
  ["machine", statementStarts.machine],
  ["session", statementStarts.session],
  ["scenario", statementStarts.scenario],
  ["route", statementStarts.route],
];

interface DottedName {
  readonly text: string;
  readonly end: number;
}

function dottedName(tokens: readonly IToken[], index: number): DottedName {
  let text = tokens[index]?.image ?? "";
  let end = index;
  while (tokens[end + 1]?.image === "." && tokens[end + 2] !== undefined) {
    text += `.${tokens[end + 2]?.image ?? ""}`;
    end += 2;
  }
  return { text, end };
}

function describeForeign(
  ctx: ReportContext,
  found: IToken,
  callee: DottedName,
  advice: string,
): SyntaxProblem {
  const last = ctx.tokens[callee.end] ?? found;
  const span = { ...foundSpan(ctx, found), end: foundSpan(ctx, last).end };
  const args = { word: ctx.text.slice(span.start, span.end), advice };
  if (found.image !== "const" && found.image !== "var") {
    return syntaxProblem("foreign-statement", span, { arguments: args });
  }
  const market = namedMarket(ctx, indexOf(ctx, found));
  if (market !== undefined) {
    return syntaxProblem("foreign-statement", span, { arguments: { ...args, advice: market } });
  }
  const edits = [{ span, text: "let" }];
  const fixes = [{ title: "Write `let`", edits, safety: "review" as const }];
  return syntaxProblem("foreign-statement", span, { arguments: args, fixes });
}

/** `const btc = "BTC/USDT"`: a symbol under a name is a market. */
function namedMarket(ctx: ReportContext, index: number): string | undefined {
  const [name, equals, symbol] = ctx.tokens.slice(index + 1, index + 4);
  const isSymbol = /^["'][A-Z0-9]+[/-]?[A-Z0-9]+["']$/.test(symbol?.image ?? "");
  return name !== undefined && equals?.image === "=" && symbol !== undefined && isSymbol
    ? `write \`market ${name.image} = "${symbol.image.slice(1, -1)}" at binance\`, with the name of the venue.`
    : undefined;
}

function missingLet(ctx: ReportContext, found: IToken, assign: IToken, block: BlockKind): SyntaxProblem {
  const span = foundSpan(ctx, found);
  const isLet = block === "strategy" || block === "indicator";
  const edits = [
    { span: { ...span, end: span.start }, text: "let " },
    ...(assign.image === "=" ? [] : [{ span: foundSpan(ctx, assign), text: "=" }]),
  ];
  const fixes = isLet ? [{ title: "Put `let` in front", edits, safety: "safe" as const }] : [];
  return syntaxProblem("missing-let", span, { arguments: { name: found.image }, fixes });
}
