import type { Side, Span } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { EntryIr, ExitIr, OrderIr, RuleIr, SizeIr, SpanIr } from "../ir/nodes.ts";
import { type SourceFile, textOf } from "../source/index.ts";

/** The text of a place. */
export type TextAt = (span: Span) => string;

/** Reads the text of places. */
export function textAtOf(sources: readonly SourceFile[]): TextAt {
  return (span) => {
    const file = sources[span.source];
    return file === undefined ? "" : textOf(file, span);
  };
}

/** What a sentence says besides what its rule does. */
export interface RuleSetting {
  /** What it trades, where the strategy has several markets. */
  readonly market?: string | undefined;
  /** Whether a rule of the strategy opens the other side. */
  readonly hasOpposite?: boolean;
}

/** A rule in English sentences to be read aloud, with the expressions as they are written. */
export function ruleSentence(
  rule: RuleIr,
  sources: readonly SourceFile[],
  { market, hasOpposite = true }: RuleSetting = {},
): string {
  const text = textAtOf(sources);
  const where = market === undefined ? "" : ` ${market}`;
  switch (rule.kind) {
    case "enter":
      return sentences([
        `${whenText(rule, "at every close")}${openingText(rule.side, rule.entry, where, text)}`,
        ...entrySentences(rule.entry, rule.side, text, rule.condition.text !== "true"),
        hasOpposite ? oppositeText(rule.side, rule.onOpposite) : "",
      ]);
    case "add":
      return sentences([
        `while ${rule.side}${where}, ${whenText(rule, "at every close")}${openingText(rule.side, rule.entry, where, text)}, up to ${text(rule.units.span)} units in all`,
        ...entrySentences(rule.entry, rule.side, text, rule.condition.text !== "true"),
      ]);
    case "exit":
      return exitSentence(rule, text, where === "" ? "" : ` in${where}`);
    default:
      return assertNever(rule);
  }
}

/** Capitals at the start, full stops at the end. */
function sentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}.`)
    .join(" ");
}

/** `when f crosses above s, `; `always` where there is no condition. */
function whenText({ condition, schedule }: RuleIr, always: string): string {
  const time = schedule === undefined ? "" : `${schedule}, `;
  const when =
    condition.text === "true" ? (schedule === undefined ? `${always}, ` : "") : `when ${condition.text}, `;
  return `${time}${when}`;
}

/** `buy at market for 5% of equity`, `place a stop order to buy 10 GOOG at ceiling`. */
function openingText(side: Side, entry: EntryIr, where: string, text: TextAt): string {
  const { order, size } = entry;
  const verb = side === "long" ? "buy" : "sell short";
  const amount =
    size.kind === "base" ? ` ${text(size.quantity.span)}${where === "" ? "" : ` of${where}`}` : where;
  const money = size.kind === "base" ? "" : ` ${amountText(size, text)}`;
  switch (order.kind) {
    case "market":
      return `${verb}${amount} at market${money}`;
    case "limit":
      return `place a limit order to ${verb}${amount} at ${text(order.limit.span)}${money}`;
    case "stop":
      return `place a stop order to ${verb}${amount} at ${text(order.stop.span)}${money}`;
    case "stop_limit":
      return `place a stop order to ${verb}${amount} at ${text(order.stop.span)} with a limit of ${text(order.limit.span)}${money}`;
    default:
      return assertNever(order);
  }
}

/** How much, after the verb and the order. */
function amountText(size: SizeIr, text: TextAt): string {
  switch (size.kind) {
    case "base":
      return text(size.quantity.span);
    case "quote":
      return `for ${text(size.value.span)}`;
    case "risking":
      return `as much as loses ${text(size.value.span)} at the stop`;
    case "same":
      return "for as much money as at the entry";
    case "same_base":
      return "as many units as at the entry";
    default:
      return assertNever(size);
  }
}

function oppositeText(side: Side, onOpposite: "close" | "reverse" | "ignore"): string {
  const other = side === "long" ? "short" : "long";
  switch (onOpposite) {
    case "close":
      return `if a ${other} is open, this closes it instead`;
    case "reverse":
      return `if a ${other} is open, this turns it into a ${side}`;
    case "ignore":
      return `while a ${other} is open, it does nothing`;
    default:
      return assertNever(onOpposite);
  }
}

function exitSentence(rule: ExitIr, text: TextAt, where: string): string {
  const whole = `${rule.side === "both" ? "any position" : `the ${rule.side} position`}${where}`;
  const what = rule.part === undefined ? whole : `${text(rule.part.span)} of ${whole}`;
  const start =
    rule.after === undefined
      ? whenText(rule, "at every close")
      : `once ${passed(text(rule.after.value.span))} passed since the entry, `;
  const { order } = rule;
  const close =
    order.kind === "market"
      ? `close ${what} at market`
      : `place ${restingText(order, text)} that closes ${what}`;
  return sentences([
    `${start}${close}`,
    order.kind === "market" ? "" : lifetimeText(rule.expire, rule.condition.text !== "true", text),
    rule.ifUnknown === "exit" ? "where the condition has no value, it closes as well" : "",
    rule.route === undefined ? "" : `the order goes via ${rule.route}`,
  ]);
}

/** `48 bars have`, `wait has`. */
function passed(time: string): string {
  return `${time} ${/\bbars$/.test(time) ? "have" : "has"}`;
}

function restingText(order: Exclude<OrderIr, { readonly kind: "market" }>, text: TextAt): string {
  switch (order.kind) {
    case "limit":
      return `a limit order at ${text(order.limit.span)}`;
    case "stop":
      return `a stop order at ${text(order.stop.span)}`;
    case "stop_limit":
      return `a stop order at ${text(order.stop.span)} with a limit of ${text(order.limit.span)}`;
    default:
      return assertNever(order);
  }
}

/** How long a resting order lives. */
function lifetimeText(expire: SpanIr | undefined, isConditional: boolean, text: TextAt): string {
  if (expire !== undefined) {
    return `the order rests for ${text(expire.value.span)}`;
  }
  return isConditional
    ? "the order rests while the condition holds, and moves with its price"
    : "the order moves with its price";
}

function entrySentences(entry: EntryIr, side: Side, text: TextAt, isConditional: boolean): readonly string[] {
  const { order, stop, target, trail, captures, timeInForce } = entry;
  const best = side === "long" ? "highest" : "lowest";
  const isResting = order.kind !== "market" && timeInForce === "gtc";
  const all = entry.stopForAll ? ", and becomes the stop of every unit" : "";
  const gain = trail?.after === undefined ? "" : `, once the position has gained ${text(trail.after.span)}`;
  return [
    isResting ? lifetimeText(entry.expire, isConditional, text) : "",
    timeInForce === "ioc" ? "what does not fill at once is cancelled" : "",
    timeInForce === "fok" ? "it fills whole at once, or not at all" : "",
    entry.postOnly ? "it is cancelled where it would take liquidity" : "",
    stop === undefined ? "" : `the stop lies ${placed(text(stop.span), "stop")}${all}`,
    target === undefined ? "" : `the target lies ${placed(text(target.span), "target")}`,
    trail === undefined
      ? ""
      : `a trailing stop follows ${text(trail.distance.span)} behind the ${best} price${gain}`,
    ...captures.map(
      ({ name, value }) => `from the entry on, ${name} is what ${text(value.span)} is at that moment`,
    ),
    entry.route === undefined ? "" : `the order goes via ${entry.route}`,
    entry.unprotected ? "it has no protective exit, on purpose" : "",
  ];
}

/** The words of a placement without the keyword of its clause. */
function placed(text: string, keyword: string): string {
  const words = text.startsWith(`${keyword} `) ? text.slice(keyword.length + 1) : text;
  return words.replace(/ (above|below) entry$/, " $1 the entry");
}

/** How an order is sent. */
export function orderText(order: OrderIr, text: TextAt): string {
  switch (order.kind) {
    case "market":
      return "at market";
    case "limit":
      return `with a limit at ${text(order.limit.span)}`;
    case "stop":
      return `with a stop order at ${text(order.stop.span)}`;
    case "stop_limit":
      return `with a stop order at ${text(order.stop.span)}, limit ${text(order.limit.span)}`;
    default:
      return assertNever(order);
  }
}

/** How much is traded. */
export function sizeText(size: SizeIr, text: TextAt): string {
  switch (size.kind) {
    case "base":
      return `size ${text(size.quantity.span)}`;
    case "quote":
      return `size ${text(size.value.span)}`;
    case "risking":
      return `risk ${text(size.value.span)} between entry and stop`;
    case "same":
      return "the size of the entry, in money";
    case "same_base":
      return "the size of the entry, in units";
    default:
      return assertNever(size);
  }
}
