import type { Expected } from "../../grammar/index.ts";
import type { Declaration } from "../ast/nodes.ts";
import { builtinNames, fieldNamed } from "../bind/index.ts";
import { describeType, type Type, unitName } from "../check/index.ts";
import { textOf } from "../source/index.ts";
import type { Completion, CompletionKind } from "./completion.ts";
import type { CompletionPlace } from "./completion-place.ts";
import { docText } from "./doc-text.ts";
import { type Entity, targetOf } from "./entities.ts";
import { type Callable, callableOf, callLabel, libraryFunctions } from "./functions.ts";
import { callableText, entityText } from "./hover.ts";
import type { NameScope } from "./scopes.ts";
import { checkedStrategy, typeOfLocal } from "./types-at.ts";
import { type UnitFrame, type Wanted, wantedAt } from "./wanted.ts";
import { factDocs, fieldDocs } from "./words.ts";
import type { Analysis } from "./workspace.ts";

/** A place with the names that can be used there. */
export interface ValueContext {
  readonly analysis: Analysis;
  readonly place: CompletionPlace;
  /** The declaration around, as far as it was read. */
  readonly declaration: Declaration | undefined;
  readonly scope: NameScope;
  /** Where the innermost statement begins: what is declared below it cannot be read yet. */
  readonly statement: number;
}

/** Values: what fits the place before the rest. */
export function valueItems(context: ValueContext, expected: Expected): readonly Completion[] {
  const { analysis, place } = context;
  const frame = frameOf(context);
  const functions = callables(context);
  const wanted = wantedAt(analysis, place, expected, frame, functions);
  return [
    ...exampleItems(place, expected, frame),
    ...boundItems(wanted),
    ...localItems(context, wanted, frame),
    ...builtinItems(context, wanted, frame),
    ...functionItems(functions, wanted),
  ];
}

/** Units of what a name gives beside what is wanted: 1 fits, 6 does not, 4 is not known. */
function rankOf(unit: string | undefined, wanted: Wanted): number {
  if (wanted.units.length === 0) {
    return 3;
  }
  if (unit === undefined || unit === "error") {
    return 4;
  }
  const at = wanted.units.indexOf(unit);
  if (at >= 0) {
    return at === 0 ? 1 : 2;
  }
  const isLoose = unit === "number" && wanted.units.some((item) => item === "score" || item === "ratio");
  // A condition is a comparison of something.
  return isLoose ? 2 : wanted.units[0] === "bool" ? 3 : 6;
}

/** What is usually written where a rule of the grammar begins its value. */
const examples: Readonly<Record<string, (frame: UnitFrame) => readonly string[]>> = {
  sizeClause: ({ base, quote }) => ["5% of equity", `1_000 ${quote}`, `1 ${base}`],
  capitalSetting: ({ quote }) => [`100_000 ${quote}`],
  startStatement: ({ quote }) => [`10_000 ${quote}`],
  runSetting: () => ["50% of equity"],
  marketCap: () => ["20% of equity"],
  slippageSetting: () => ["15bps"],
  feesSetting: () => ["10bps"],
  borrowSetting: () => ["8%"],
  latencySetting: () => ["500ms"],
  expireClause: () => ["3 bars", "12h"],
  cooldownStatement: () => ["5 bars", "2h"],
  historyPostfix: () => ["1"],
};

/** Written values for a place whose value begins here. */
function exampleItems(
  { tokens }: CompletionPlace,
  expected: Expected,
  frame: UnitFrame,
): readonly Completion[] {
  const rule = expected.rules.at(-4) ?? "";
  const isFirst = expected.rules.at(-3) === "expression" && !operators.has(tokens.at(-1)?.image ?? "");
  const texts = isFirst ? (examples[rule]?.(frame) ?? []) : [];
  return texts.filter((text) => !text.endsWith(" ")).map((text) => item(text, "value", "", "", 0.25));
}

const operators: ReadonlySet<string> = new Set(["(", "+", "-", "*", "/", "of", ","]);

/** Numbers inside the range of what is compared. */
function boundItems({ bounds }: Wanted): readonly Completion[] {
  if (bounds === undefined) {
    return [];
  }
  const [low, high] = bounds;
  return [0.2, 0.3, 0.5, 0.7, 0.8].map((share) => {
    const text = String(Number((low + (high - low) * share).toPrecision(6)));
    return {
      label: text,
      kind: "value",
      detail: `from ${low} to ${high}`,
      documentation: "",
      insert: text,
      isSnippet: false,
      rank: 2,
    };
  });
}

function localItems(context: ValueContext, wanted: Wanted, frame: UnitFrame): readonly Completion[] {
  const { analysis, scope, statement } = context;
  return [...scope.locals].flatMap(([name, entity]): readonly Completion[] => {
    const target = targetOf(entity);
    if (target.kind === "slot" || (target.kind === "declaration" && target.declaration.kind === "market")) {
      return isSeveral(context) ? [item(name, "market", "market", entityText(analysis, target), 5)] : [];
    }
    if (target.kind !== "local") {
      return [];
    }
    const { declaration } = target;
    const isLater =
      declaration.span.start >= statement && (declaration.kind === "let" || declaration.kind === "param");
    const isSelf = declaration.span.start <= statement && statement < declaration.name.span.end;
    if (isLater || isSelf) {
      return [];
    }
    const type = typeOfLocal(analysis, declaration);
    const kind = declaration.kind === "param" || declaration.kind === "formal" ? "parameter" : "series";
    const unit = type === undefined ? undefined : unitName(type, frame.base, frame.quote);
    return [item(name, kind, wordsOf(type), entityText(analysis, target), rankOf(unit, wanted) - 0.5)];
  });
}

function wordsOf(type: Type | undefined): string {
  return type === undefined || type.kind === "error" ? "" : describeType(type);
}

const pricesOfFacts: ReadonlySet<string> = new Set(["entry", "last_fill", "best", "worst"]);
const moneyOfFacts: ReadonlySet<string> = new Set(["equity", "day_start_equity", "cash", "exposure"]);
const priceFields: ReadonlySet<string> = new Set([
  "open",
  "high",
  "low",
  "close",
  "hl2",
  "hlc3",
  "ohlc4",
  "mark",
  "index",
]);

/** Units of the fields of a market and of facts, by their names. */
export function builtinUnit(name: string, { base, quote }: UnitFrame): string | undefined {
  if (priceFields.has(name) || pricesOfFacts.has(name)) {
    return "price";
  }
  if (moneyOfFacts.has(name)) {
    return quote;
  }
  switch (name) {
    case "volume":
      return base;
    case "time":
      return "instant";
    case "funding":
      return "ratio";
    case "units":
    case "bars_held":
    case "bars_since_exit":
      return "bars";
    default:
      return undefined;
  }
}

const derivativeOnly: ReadonlySet<string> = new Set(["funding", "mark", "index"]);

function builtinItems(context: ValueContext, wanted: Wanted, frame: UnitFrame): readonly Completion[] {
  const { declaration } = context;
  const kind = declaration?.kind;
  if (kind === undefined || !computing.has(kind) || kind === "fn") {
    return [];
  }
  // Where there are several markets, a name by itself is that of the rule's own.
  const isNamed = kind === "strategy" && isSeveral(context);
  const own = isNamed && !isInRule(context) ? [...moneyOfFacts] : builtinNames(kind === "risk");
  return [
    ...(isNamed ? marketItems(context, wanted) : []),
    ...own.flatMap((name) => {
      const isField = fieldNamed(name) !== undefined;
      if (isField ? kind === "risk" : kind === "indicator") {
        return [];
      }
      const unit = builtinUnit(name, frame);
      const later = derivativeOnly.has(name) || !isField ? 0.25 : 0;
      const doc = (isField ? fieldDocs.get(name) : factDocs.get(name)) ?? "";
      return [item(name, isField ? "field" : "fact", unit ?? "", doc, rankOf(unit, wanted) + later)];
    }),
  ];
}

const fieldsOfBars = ["close", "open", "high", "low", "volume"] as const;

/** The fields of the bars of each market, behind its name. */
function marketItems({ analysis, scope }: ValueContext, wanted: Wanted): readonly Completion[] {
  const slots = checkedStrategy(analysis, scope.strategy)?.slots ?? [];
  return fieldsOfBars.flatMap((field) =>
    slots.map(({ name, base, quote }) => {
      const unit = builtinUnit(field, { base, quote });
      const doc = fieldDocs.get(field) ?? "";
      return item(`${name}.${field}`, "field", unit ?? "", doc, rankOf(unit, wanted) + 0.1);
    }),
  );
}

/** Whether a rule is being written, which has a market of its own. */
function isInRule({ place, scope }: ValueContext): boolean {
  const starts = new Set(place.blocks.map(({ statement }) => statement));
  return (scope.strategy?.statements ?? []).some(
    ({ kind, span }) => (kind === "enter" || kind === "add" || kind === "exit") && starts.has(span.start),
  );
}

function functionItems(functions: ReadonlyMap<string, Callable>, wanted: Wanted): readonly Completion[] {
  return [...functions.values()].map((callable) => {
    const { result } = callable;
    const unit =
      typeof result === "string" ? result : result !== undefined && "same" in result ? "price" : undefined;
    const isDialect = callable.name.includes(".") ? 1 : 0;
    return {
      label: callable.name,
      kind: "function",
      detail: callLabel(callable),
      documentation: callableText(callable),
      insert: callSnippet(callable),
      isSnippet: true,
      // A condition rarely is a call by itself.
      rank:
        (wanted.units[0] === "bool" ? 3 : rankOf(unit === "money" ? undefined : unit, wanted)) +
        0.5 +
        isDialect,
    };
  });
}

/** A call with its arguments as places to fill in: those of its example, which has every default. */
export function callSnippet(callable: Callable): string {
  const example = callable.notes.find(([label]) => label === "example")?.[1].replaceAll("`", "");
  const inner = example?.startsWith(`${callable.name}(`)
    ? splitArguments(example.slice(callable.name.length + 1))
    : undefined;
  const given =
    inner ?? callable.parameters.filter((one) => one.default === undefined).map(({ name }) => name);
  return `${callable.name}(${given.map((text, at) => `\${${at + 1}:${text.replaceAll(/[$}\\]/g, "\\$&")}}`).join(", ")})`;
}

/** The arguments at the start of a text, up to the bracket that closes them. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const letter of text) {
    if (letter === ")" && depth === 0) {
      break;
    }
    depth += letter === "(" || letter === "[" ? 1 : letter === ")" || letter === "]" ? -1 : 0;
    if (letter === "," && depth === 0) {
      parts.push("");
    } else {
      parts.push(`${parts.pop() ?? ""}${letter}`);
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Declarations in which something is computed; the values of the others are constants. */
const computing: ReadonlySet<Declaration["kind"]> = new Set([
  "strategy",
  "indicator",
  "fn",
  "risk",
  "scenario",
  "check",
]);

/** Everything that can be called: the library, and what the file declares or imports. */
export function callables({ analysis, scope, declaration }: ValueContext): ReadonlyMap<string, Callable> {
  if (declaration === undefined || !computing.has(declaration.kind)) {
    return new Map();
  }
  const all = new Map(declaration.kind === "risk" ? [] : libraryFunctions());
  for (const [name, entity] of scope.outer) {
    const target = targetOf(entity);
    if (
      target.kind === "declaration" &&
      (target.declaration.kind === "fn" || target.declaration.kind === "indicator") &&
      target.declaration.id !== declaration?.id
    ) {
      const file = analysis.compilation.sources[target.declaration.span.source];
      const own = callableOf(target.declaration, (span) => (file === undefined ? "" : textOf(file, span)));
      all.set(name, { ...own, name });
    }
  }
  return all;
}

/** What can stand behind a dot. */
export function fieldItems(context: ValueContext): readonly Completion[] {
  const { place, scope, analysis } = context;
  const owner = place.tokens.at(-2)?.image ?? "";
  const entity = scope.locals.get(owner);
  const target = entity === undefined ? undefined : targetOf(entity);
  if (owner === "talib") {
    return [...libraryFunctions().values()].flatMap((callable) => {
      const [namespace, name] = callable.name.split(".");
      return namespace === "talib" && name !== undefined
        ? [
            {
              ...item(name, "function", callLabel(callable), callableText(callable), 2),
              insert: callSnippet(callable).slice("talib.".length),
              isSnippet: true,
            },
          ]
        : [];
    });
  }
  const facts = [...factDocs].filter(([name]) => name.startsWith(`${owner}.`));
  if (facts.length > 0) {
    return facts.map(([name, doc]) => item(name.slice(owner.length + 1), "fact", "", doc, 2));
  }
  if (target !== undefined && isMarket(target)) {
    const names = builtinNames(false).filter((name) => !moneyOfFacts.has(name));
    return names.map((name) =>
      item(
        name,
        fieldNamed(name) === undefined ? "fact" : "field",
        builtinUnit(name, frameOf(context)) ?? "",
        fieldDocs.get(name) ?? factDocs.get(name) ?? "",
        fieldNamed(name) === undefined ? 3 : 2,
      ),
    );
  }
  return target?.kind === "local" ? fieldsOfLocal(analysis, target) : fieldsOfCall(context);
}

function isMarket(entity: Entity): boolean {
  return entity.kind === "slot" || (entity.kind === "declaration" && entity.declaration.kind === "market");
}

function fieldsOfLocal(
  analysis: Analysis,
  { declaration }: Extract<Entity, { readonly kind: "local" }>,
): readonly Completion[] {
  switch (declaration.kind) {
    case "machine":
      return [
        ...declaration.states.map((state) => item(state.name.text, "state", "state", docText(state), 2)),
        item("bars", "fact", "bars", factDocs.get("bars") ?? "", 3),
      ];
    case "combo":
    case "mirror":
      return ["open", "profit", "bars_held", "drift"].map((name) =>
        item(name, "fact", "", factDocs.get(name) ?? "", 2),
      );
    default: {
      const type = typeOfLocal(analysis, declaration);
      return type?.kind === "record" ? type.fields.map((name) => item(name, "field", "", "", 2)) : [];
    }
  }
}

/** The values of a record that a call gives. */
function fieldsOfCall(context: ValueContext): readonly Completion[] {
  const { tokens } = context.place;
  let depth = 0;
  for (let index = tokens.length - 2; index > 0; index -= 1) {
    const image = tokens[index]?.image;
    depth += image === ")" ? 1 : image === "(" ? -1 : 0;
    if (depth === 0) {
      const callable = callables(context).get(tokens[index - 1]?.image ?? "");
      return (callable?.fields ?? []).map((name) => item(name, "field", "", "", 2));
    }
  }
  return [];
}

function isSeveral({ scope }: ValueContext): boolean {
  return (scope.strategy?.markets.length ?? 0) > 1;
}

/** The assets of the market in force: that of the rule around, else the strategy's first. */
function frameOf({ analysis, scope, place }: ValueContext): UnitFrame {
  const slots = checkedStrategy(analysis, scope.strategy)?.slots ?? [];
  const rule = place.blocks.at(-2)?.statement ?? place.blocks.at(-1)?.statement ?? 0;
  const statement = scope.strategy?.statements.find(
    ({ span, kind }) => (kind === "enter" || kind === "add" || kind === "exit") && span.start === rule,
  );
  const market = statement !== undefined && "market" in statement ? statement.market?.text : undefined;
  const slot = slots.find(({ name }) => name === market) ?? slots[0];
  const [first] = analysis.compilation.tables.checked?.markets ?? [];
  return { base: slot?.base ?? first?.base ?? "", quote: slot?.quote ?? first?.quote ?? "" };
}

function item(
  label: string,
  kind: CompletionKind,
  detail: string,
  documentation: string,
  rank: number,
): Completion {
  return { label, kind, detail, documentation, insert: label, isSnippet: false, rank };
}
