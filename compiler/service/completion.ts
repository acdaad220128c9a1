import { contextualWordList, type Expected, statementStarts } from "../../grammar/index.ts";
import type { Declaration, Rule, Span } from "../ast/nodes.ts";
import { fillPaths, fillPolicies, orderTypes, queueModels, typeNames } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import { limitSubjects } from "../parse/index.ts";
import { type CompletionPlace, completionPlace } from "./completion-place.ts";
import { fieldItems, type ValueContext, valueItems } from "./completion-values.ts";
import { codeBlock, docText } from "./doc-text.ts";
import { type Entity, targetOf } from "./entities.ts";
import { entityText } from "./hover.ts";
import { keywordDocs } from "./keyword-docs.ts";
import { type NameSlot, nameSlots } from "./name-slots.ts";
import type { TextRange } from "./places.ts";
import { fileNames, type NameScope, scopeOf, strategyBehind } from "./scopes.ts";
import { snippetExample, snippets, snippetText } from "./snippets.ts";
import { declarationAt } from "./syntax-path.ts";
import { openCall } from "./wanted.ts";
import type { Analysis } from "./workspace.ts";

/** What a proposal is, for its icon. */
export type CompletionKind =
  | "keyword"
  | "snippet"
  | "market"
  | "route"
  | "risk"
  | "strategy"
  | "universe"
  | "field"
  | "fact"
  | "parameter"
  | "series"
  | "function"
  | "argument"
  | "type"
  | "state"
  | "value"
  | "text";

/** Something that can be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label: a unit, a call with its defaults. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** The text; with `${1:places to fill in}` where `isSnippet`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** Smaller comes first. Proposals of one rank stand in the order of the list. */
  readonly rank: number;
}

/** Proposals for a place, and the range that each of them replaces. */
export interface CompletionList {
  readonly range: TextRange;
  readonly items: readonly Completion[];
  /** The statement can end here: nothing has to follow, and an editor need not ask. */
  readonly mayEnd: boolean;
}

/** Everything that can be written at an offset, what fits best first. What the grammar does not take is left out. */
export function completionsAt(analysis: Analysis, offset: number): CompletionList {
  const place = completionPlace(analysis.text, offset);
  if (place === undefined) {
    const end = Math.max(0, Math.min(offset, analysis.text.length));
    return { range: { start: end, end }, items: [], mayEnd: true };
  }
  const context = contextOf(analysis, place);
  const items = place.isText
    ? textItems(context)
    : place.expected.flatMap((expected) => itemsFor(context, expected));
  const mayEnd =
    place.tokens.length === 0 ||
    place.expected.some((next) => (next.kind === "word" && isStatement(place, next)) || isClosing(next));
  return { range: place.range, items: ranked(items, place.prefix), mayEnd };
}

/** Whether a word begins another statement of the block. */
function isStatement(
  { blocks }: CompletionPlace,
  { word, isStart }: Extract<Expected, { readonly kind: "word" }>,
): boolean {
  const starts: readonly string[] = statementStarts[blocks.at(-1)?.kind ?? "module"];
  return isStart && starts.includes(word);
}

function isClosing(next: Expected): boolean {
  return next.kind === "mark" && next.text === "}";
}

function contextOf(analysis: Analysis, place: CompletionPlace): ValueContext {
  const declarationStart = place.blocks[0]?.statement;
  const outer = fileNames(analysis.compilation, analysis.source.id);
  const declaration =
    declarationStart === undefined ? undefined : declarationAt(analysis.module, declarationStart);
  const isOwn =
    declaration !== undefined && declarationStart !== undefined && declarationStart <= declaration.span.end;
  return {
    analysis,
    place,
    declaration: isOwn ? declaration : undefined,
    scope: isOwn ? scopeOf(declaration, outer) : { outer, locals: new Map(), strategy: undefined },
    statement: place.blocks.at(-1)?.statement ?? place.range.start,
  };
}

function itemsFor(context: ValueContext, expected: Expected): readonly Completion[] {
  switch (expected.kind) {
    case "word":
      return wordItems(context, expected);
    case "name":
      return nameItems(context, slotOf(expected), expected);
    case "text":
      return expected.rules.at(-1) === "fillsSetting"
        ? fillPolicies.map((policy) => plain(`"${policy}"`, "text", "fill policy"))
        : [];
    case "duration":
      return expected.rules.at(-1) === "primary"
        ? []
        : ["1m", "5m", "15m", "1h", "4h", "1d", "1w"].map((text) => ({
            ...plain(text, "value", "duration"),
            rank: 1,
          }));
    case "mark":
    case "number":
    case "ratio":
    case "instant":
    case "operator":
    case "asset":
      return [];
    default:
      return assertNever(expected);
  }
}

/** What a name stands for where the grammar takes this one. */
function slotOf({ rules, occurrence }: Expected): NameSlot {
  return nameSlots[`${rules.at(-1) ?? ""}:${occurrence}`] ?? "new";
}

/** Words that the grammar takes with the one before them only. */
const continued: Readonly<Record<string, readonly string[]>> = {
  crosses: ["crosses above", "crosses below"],
  is: ["is known", "is not known"],
  post: ["post only"],
  filled: ["filled forward for"],
};

/** Words of the language that stand where a value can. */
const valueRules: ReadonlySet<string> = new Set(["operand", "primary", "conditional"]);

function wordItems(
  context: ValueContext,
  expected: Extract<Expected, { readonly kind: "word" }>,
): readonly Completion[] {
  const { word, rules } = expected;
  const block = context.place.blocks.at(-1)?.kind ?? "module";
  const startsStatement = isStatement(context.place, expected);
  if (startsStatement && isWritten(context, word)) {
    return [];
  }
  const own = (continued[word] ?? [word]).map((text) => ({
    ...plain(text, "keyword", ""),
    documentation: keywordDocs.get(word) ?? "",
    rank: startsStatement || valueRules.has(rules.at(-1) ?? "") ? 3 : 1.5,
  }));
  const whole = startsStatement
    ? snippets
        .filter((snippet) => snippet.block === block && snippet.word === word)
        .map(
          (snippet): Completion => ({
            label: `${word} .. ${snippet.name}`,
            kind: "snippet",
            detail: snippet.name,
            documentation: `${snippet.doc}\n\n${codeBlock(snippetExample(snippet))}`,
            insert: snippetText(snippet),
            isSnippet: true,
            rank: 4,
          }),
        )
    : [];
  return [...own, ...whole];
}

/** Clauses that an entry can have once. */
const single: ReadonlySet<string> = new Set([
  "size",
  "order",
  "stop",
  "target",
  "trail",
  "expire",
  "unprotected",
]);

/** Whether a clause that can stand once is in the block already. */
function isWritten({ place, declaration }: ValueContext, word: string): boolean {
  const block = place.blocks.at(-1);
  const rule = place.blocks.at(-2)?.statement;
  if (
    block?.kind !== "clauses" ||
    rule === undefined ||
    !single.has(word) ||
    declaration?.kind !== "strategy"
  ) {
    return false;
  }
  const around = declaration.statements
    .flatMap((item): readonly { readonly span: Span }[] => (item.kind === "scheduled" ? item.rules : [item]))
    .find(({ span }) => span.start === rule);
  return around !== undefined && isRule(around) && around.clauses.some((clause) => clause.kind === word);
}

function isRule(node: object): node is Rule {
  return "clauses" in node;
}

function nameItems(context: ValueContext, slot: NameSlot, expected: Expected): readonly Completion[] {
  const { scope } = context;
  switch (slot) {
    case "value":
      return valueItems(context, expected);
    case "field":
      return fieldItems(context);
    case "argument":
      return argumentItems(context);
    case "market":
    case "runMarket":
      return declared(context, "market");
    case "slot":
      return (scope.strategy?.markets ?? []).map((name) => plain(name.text, "market", "market"));
    case "universe":
      return declared(context, "universe");
    case "route":
      return declared(context, "route");
    case "risk":
      return declared(context, "risk");
    case "strategy":
      return declared(context, "strategy");
    case "combo":
      return locals(scope, "combo").map((name) => plain(name, "state", "combo"));
    case "machineState":
      return statesAround(context.declaration, context.statement).map((name) =>
        plain(name, "state", "state"),
      );
    case "imported":
      return [];
    case "venue":
      return venuesOf(context.analysis).map((name) => plain(name, "value", "venue"));
    case "currency":
      return currenciesOf(context.analysis).map((name) => plain(name, "value", "currency"));
    case "orderType":
      return orderTypes.map((name) =>
        plain(name.replace("post_only", "post only").replace("stop_limit", "stop limit"), "value", "order"),
      );
    case "limitSubject":
      return subjectItems(context);
    case "type":
      return typeNames.map((name) => plain(name, "type", "type"));
    case "formalType":
      return [...typeNames, "market"].map((name) => plain(name, "type", "type"));
    case "fillPath":
      return fillPaths.map((name) => plain(name, "value", "path inside a bar"));
    case "queueModel":
      return queueModels.map((name) => plain(name, "value", "model of queues"));
    case "zone":
      return ["America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo"].map((name) =>
        plain(name, "value", "time zone"),
      );
    case "new":
      return [];
    default:
      return assertNever(slot);
  }
}

/** Subjects of a limit; where their first words are written, the others. */
function subjectItems({ place }: ValueContext): readonly Completion[] {
  const written = place.tokens.slice(1).map(({ image }) => image);
  const begun = written.map((word) => `${word} `).join("");
  return limitSubjects
    .filter((subject) => subject.startsWith(begun) && subject.length > begun.length)
    .map((subject) => plain(subject.slice(begun.length), "value", "limit"));
}

function declared(
  { analysis, scope }: ValueContext,
  kind: "market" | "universe" | "route" | "risk" | "strategy",
): readonly Completion[] {
  return [...scope.outer].flatMap(([name, entity]) => {
    const target = targetOf(entity);
    return target.kind === "declaration" && target.declaration.kind === kind
      ? [{ ...plain(name, kind, kind), documentation: entityText(analysis, target) }]
      : [];
  });
}

/** Names of arguments that a call can still have. */
function argumentItems(context: ValueContext): readonly Completion[] {
  const { place, scope } = context;
  const call = openCall(place.tokens);
  const callee = call === undefined ? undefined : place.tokens[call.callee]?.image;
  const strategy = strategyBehind(callee === undefined ? undefined : scope.outer.get(callee));
  if (strategy === undefined) {
    return [];
  }
  const written = new Set(place.tokens.map(({ image }) => image));
  return strategy.statements.flatMap((item) =>
    item.kind === "param" && !written.has(item.name.text)
      ? [
          {
            ...plain(item.name.text, "argument", item.type?.text ?? ""),
            documentation: docText(item),
            insert: `${item.name.text} = `,
          },
        ]
      : [],
  );
}

function locals(scope: NameScope, kind: string): readonly string[] {
  return [...scope.locals].flatMap(([name, entity]) => (isLocalOf(entity, kind) ? [name] : []));
}

function isLocalOf(entity: Entity, kind: string): boolean {
  return entity.kind === "local" && entity.declaration.kind === kind;
}

/** States of the machine that an offset lies in. */
function statesAround(declaration: Declaration | undefined, offset: number): readonly string[] {
  if (declaration?.kind !== "strategy") {
    return [];
  }
  const machine = declaration.statements.findLast(
    (item) => item.kind === "machine" && item.span.start <= offset,
  );
  return machine?.kind === "machine" ? machine.states.map(({ name }) => name.text) : [];
}

function venuesOf({ modules }: Analysis): readonly string[] {
  const written = modules
    .flatMap(({ module }) => module.declarations)
    .flatMap((item) => (item.kind === "market" ? [item.venue.text] : []));
  // A declaration that is not finished takes the next one's keyword for its venue.
  const words: ReadonlySet<string> = new Set(contextualWordList);
  return [...new Set([...written.filter((name) => !words.has(name)), "binance", "bybit", "kraken", "okx"])];
}

function currenciesOf({ compilation }: Analysis): readonly string[] {
  const quotes = compilation.tables.checked?.markets.map(({ quote }) => quote) ?? [];
  return [...new Set([...quotes, "USDT", "USDC", "USD", "EUR"])];
}

function textItems({ place, analysis }: ValueContext): readonly Completion[] {
  return place.expected
    .filter(({ kind }) => kind === "text")
    .flatMap(({ rules }) => {
      switch (rules.at(-1)) {
        case "fillsSetting":
          return fillPolicies.map((policy) => plain(policy, "text", "fill policy"));
        case "marketDeclaration":
          return (analysis.compilation.tables.checked?.markets ?? []).map(({ symbol }) =>
            plain(symbol, "text", "symbol"),
          );
        default:
          return [];
      }
    });
}

function plain(text: string, kind: CompletionKind, detail: string): Completion {
  return { label: text, kind, detail, documentation: "", insert: text, isSnippet: false, rank: 1 };
}

/** What begins as the word so far before the rest, then by rank; a label once. */
function ranked(items: readonly Completion[], prefix: string): readonly Completion[] {
  const wanted = prefix.toLowerCase();
  const seen = new Set<string>();
  return items
    .filter(({ label }) => label.toLowerCase().includes(wanted) || wanted === "")
    .map((item, index) => ({ item, index, begins: item.label.toLowerCase().startsWith(wanted) }))
    .sort((a, b) => Number(b.begins) - Number(a.begins) || a.item.rank - b.item.rank || a.index - b.index)
    .flatMap(({ item }) => {
      const key = `${item.label} ${item.insert}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew ? [item] : [];
    });
}
