import type { CandleField, CandlePart, CandlesStatement, Expression, Span } from "../ast/nodes.ts";
import type { CandlePartIr, CandleRowIr, CandlesIr } from "../ir/tests.ts";
import { expectBars } from "./bars.ts";
import { isError } from "./build-typed.ts";
import { evaluateNumber } from "./constants.ts";
import { type Env, quantityType, textAt } from "./context.ts";
import { describeType, formatDuration } from "./describe.ts";
import { singleAsset } from "./dimension.ts";
import { checkExpression } from "./expressions.ts";
import { isDimensionless } from "./types.ts";

/** Checked candles, and how many there are where no file decides that. */
export interface CheckedCandles {
  readonly ir: CandlesIr;
  readonly count: number | undefined;
}

/** Checks the candles of one market. `env`: on the clock of the candles, with their market in force. */
export function checkCandles(env: Env, node: CandlesStatement, owner: string, clock: number): CheckedCandles {
  if (clock % node.clock.milliseconds !== 0) {
    env.report("candles-clock", node.clock.span, {
      clock: node.clock.text,
      owner,
      wanted: formatDuration(clock),
    });
  }
  const parts: CandlePartIr[] = [];
  let range: number | undefined;
  for (const part of joinLists(node.parts)) {
    if (part.kind === "candleRange") {
      range = priceOf(env, part.range, "`range`", true);
      continue;
    }
    if (part.kind === "ramp" && part.first === undefined && !parts.some(hasCandles)) {
      env.report("no-price-yet", part.span, {});
    }
    const checked = part.kind === "lists" ? checkLists(env, part) : checkPart(env, part);
    if (checked !== undefined) {
      parts.push(checked);
    }
  }
  const isFile = parts.some((part) => part.kind === "file");
  return {
    ir: { slot: node.market.text, interval: node.clock.milliseconds, parts, range, span: node.span },
    count: isFile ? undefined : parts.reduce((sum, part) => sum + candleCount(part), 0),
  };
}

function hasCandles(part: CandlePartIr): boolean {
  return part.kind === "file" || part.kind === "gap" || candleCount(part) > 0;
}

function candleCount(part: CandlePartIr): number {
  return part.kind === "rows"
    ? part.rows.length
    : part.kind === "flat" || part.kind === "ramp"
      ? part.length
      : 0;
}

type ListPart = Extract<CandlePart, { readonly kind: "candleList" }>;

/** The lists of fields that stand together describe the same candles. */
interface Lists {
  readonly kind: "lists";
  readonly lists: readonly ListPart[];
}

function joinLists(parts: readonly CandlePart[]): readonly (Lists | Exclude<CandlePart, ListPart>)[] {
  const joined: (Lists | Exclude<CandlePart, ListPart>)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind !== "candleList") {
      joined.push(part);
    } else if (last?.kind === "lists" && !last.lists.some(({ field }) => field === part.field)) {
      joined[joined.length - 1] = { kind: "lists", lists: [...last.lists, part] };
    } else {
      joined.push({ kind: "lists", lists: [part] });
    }
  }
  return joined;
}

function checkLists(env: Env, { lists }: Lists): CandlePartIr | undefined {
  const closes = lists.find(({ field }) => field === "close");
  const [first] = lists;
  if (closes === undefined) {
    env.report("candles-without-close", first?.span ?? { source: 0, start: 0, end: 0 }, {});
    return undefined;
  }
  const count = closes.values.items.length;
  const values = new Map<CandleField, readonly (number | undefined)[]>();
  for (const { field, values: list } of lists) {
    if (list.items.length !== count) {
      env.report("candle-lists-differ", list.span, { field, found: list.items.length, wanted: count });
      return undefined;
    }
    values.set(
      field,
      list.items.map((item) => fieldValue(env, field, item)),
    );
  }
  const at = (field: CandleField, index: number): number | undefined => values.get(field)?.[index];
  const rows = closes.values.items.map((item, index): CandleRowIr => {
    const row = {
      open: at("open", index),
      high: at("high", index),
      low: at("low", index),
      close: at("close", index) ?? 1,
      volume: at("volume", index),
    };
    const guilty = lists.find(({ field }) => field === "high") ?? lists.find(({ field }) => field === "low");
    reportImpossible(env, row, guilty?.values.items[index]?.span ?? item.span);
    return row;
  });
  return { kind: "rows", rows };
}

function fieldValue(env: Env, field: CandleField, node: Expression): number | undefined {
  return field === "volume" ? volumeOf(env, node) : priceOf(env, node, `\`${field}\``);
}

type OtherPart = Exclude<CandlePart, ListPart | { readonly kind: "candleRange" }>;

function checkPart(env: Env, part: OtherPart): CandlePartIr | undefined {
  switch (part.kind) {
    case "candleRows":
      return { kind: "rows", rows: part.rows.items.flatMap((row) => checkRow(env, row) ?? []) };
    case "candleFile":
      return {
        kind: "file",
        path: part.path.value,
        first: part.first === undefined ? undefined : countOf(env, part.first, "the first bar", 0),
        last: part.last === undefined ? undefined : countOf(env, part.last, "the last bar", 0),
        span: part.path.span,
      };
    case "flat": {
      const price = priceOf(env, part.price, "`flat`");
      const length = countOf(env, part.length, "`flat .. for`", 1);
      return price === undefined || length === undefined ? undefined : { kind: "flat", price, length };
    }
    case "ramp": {
      const first = part.first === undefined ? undefined : priceOf(env, part.first, "`ramp`");
      const last = priceOf(env, part.last, "`ramp .. to`");
      const length = countOf(env, part.length, "`ramp .. over`", 1);
      return last === undefined || length === undefined ? undefined : { kind: "ramp", first, last, length };
    }
    case "gap": {
      const price = priceOf(env, part.price, "`gap to`");
      return price === undefined ? undefined : { kind: "gap", price };
    }
    case "skip": {
      const length = countOf(env, part.length, "`skip`", 1);
      return length === undefined ? undefined : { kind: "skip", length };
    }
  }
}

function checkRow(env: Env, node: Expression): CandleRowIr | undefined {
  if (node.kind !== "list" || node.items.length < 4 || node.items.length > 5) {
    env.report("row-of-a-candle", node.span, {});
    return undefined;
  }
  const [open, high, low, close] = node.items.slice(0, 4).map((item) => priceOf(env, item, "a candle"));
  const last = node.items[4];
  const volume = last === undefined ? undefined : volumeOf(env, last);
  if (close === undefined) {
    return undefined;
  }
  const row = { open, high, low, close, volume };
  reportImpossible(env, row, node.span);
  return row;
}

function reportImpossible(env: Env, { open, high, low, close }: CandleRowIr, span: Span): void {
  const top = Math.max(open ?? close, close);
  const bottom = Math.min(open ?? close, close);
  if (high !== undefined && high < top) {
    env.report("impossible-candle", span, { problem: `the high ${high} lies below ${top}` });
  } else if (low !== undefined && low > bottom) {
    env.report("impossible-candle", span, { problem: `the low ${low} lies above ${bottom}` });
  }
}

/** A price: a plain number, or an amount of the quote currency. */
function priceOf(env: Env, node: Expression, place: string, mayBeZero = false): number | undefined {
  const value = constantOf(env, node, place, env.slot?.quote ?? "", "a price such as `100`");
  if (value !== undefined && (value < 0 || (value === 0 && !mayBeZero))) {
    env.report("value-out-of-bounds", node.span, {
      place,
      bounds: mayBeZero ? "zero or more" : "above zero",
      found: textAt(env, node.span),
    });
    return undefined;
  }
  return value;
}

function volumeOf(env: Env, node: Expression): number | undefined {
  const wanted = quantityType(env.slot);
  return constantOf(env, node, "`volume`", env.slot?.base ?? "", describeType(wanted));
}

function constantOf(
  env: Env,
  node: Expression,
  place: string,
  asset: string,
  wanted: string,
): number | undefined {
  const typed = checkExpression(env, node);
  if (isError(typed)) {
    return undefined;
  }
  const { type } = typed;
  const isFitting =
    type.kind === "quantity" &&
    ((isDimensionless(type) && type.scale !== "ratio") || singleAsset(type.dimension) === asset);
  if (!isFitting) {
    env.report("wrong-type", node.span, {
      place,
      wanted,
      found: describeType(type),
      instead: undefined,
    });
    return undefined;
  }
  const value = evaluateNumber(typed);
  if (value === undefined) {
    env.report("not-a-constant", node.span, { place });
  }
  return value;
}

/** A number of bars, of at least `least`. */
export function countOf(env: Env, node: Expression, place: string, least: number): number | undefined {
  const typed = expectBars(env, checkExpression(env, node), place);
  if (isError(typed)) {
    return undefined;
  }
  const value = evaluateNumber(typed);
  if (value === undefined) {
    env.report("not-a-constant", node.span, { place });
    return undefined;
  }
  if (value < least || value > 1_000_000) {
    env.report("value-out-of-bounds", node.span, {
      place,
      bounds: `${least} to 1_000_000`,
      found: textAt(env, node.span),
    });
    return undefined;
  }
  return value;
}
