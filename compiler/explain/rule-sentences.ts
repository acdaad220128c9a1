import type { Span } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { EntryIr, ExitIr, OrderIr, RuleIr, SizeIr } from "../ir/nodes.ts";
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

/**
 * A rule as one English sentence, with the expressions as they are written. `market`: what it trades, where the strategy
 * has several markets.
 */
export function ruleSentence(rule: RuleIr, sources: readonly SourceFile[], market?: string): string {
  const text = textAtOf(sources);
  const where = market === undefined ? "" : ` ${market}`;
  switch (rule.kind) {
    case "enter":
      return [
        `Enter ${rule.side}${where} ${orderText(rule.entry.order, text)}${whenText(rule)}`,
        ...entryParts(rule.entry, rule.side, text),
        rule.onOpposite === "close" ? "" : `on an open opposite position: ${rule.onOpposite}`,
      ]
        .filter((part) => part !== "")
        .join("; ")
        .concat(".");
    case "add":
      return [
        `Add to a ${rule.side} position${where === "" ? "" : ` in${where}`} ${orderText(rule.entry.order, text)}${whenText(rule)}`,
        `up to ${text(rule.units.span)} units`,
        ...entryParts(rule.entry, rule.side, text),
      ]
        .join("; ")
        .concat(".");
    case "exit":
      return exitSentence(rule, text, where === "" ? "" : ` in${where}`);
    default:
      return assertNever(rule);
  }
}

function whenText(rule: RuleIr): string {
  return rule.condition.text === "true" ? "" : ` when ${rule.condition.text}`;
}

function exitSentence(rule: ExitIr, text: TextAt, where: string): string {
  const whole = `${rule.side === "both" ? "any position" : `the ${rule.side} position`}${where}`;
  const part = rule.part === undefined ? whole : `${text(rule.part.span)} of ${whole}`;
  const after = rule.after === undefined ? "" : ` after ${text(rule.after.value.span)}`;
  const unknown = rule.ifUnknown === "exit" ? "; an unknown counts as true" : "";
  const expire = rule.expire === undefined ? "" : `; the order rests for ${text(rule.expire.value.span)}`;
  return `Close ${part} ${orderText(rule.order, text)}${whenText(rule)}${after}${unknown}${expire}.`;
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

function entryParts(entry: EntryIr, side: "long" | "short", text: TextAt): readonly string[] {
  const parts = [sizeText(entry.size, text)];
  if (entry.stop !== undefined) {
    parts.push(`stop ${placed(text(entry.stop.span), "stop")}${entry.stopForAll ? " for all units" : ""}`);
  }
  if (entry.target !== undefined) {
    parts.push(`take profit ${placed(text(entry.target.span), "target")}`);
  }
  if (entry.trail !== undefined) {
    const start = entry.trail.after === undefined ? "" : ` after a gain of ${text(entry.trail.after.span)}`;
    const best = side === "long" ? "highest" : "lowest";
    parts.push(`trail ${text(entry.trail.distance.span)} behind the ${best} price${start}`);
  }
  for (const capture of entry.captures) {
    parts.push(`remember ${capture.name} = ${text(capture.value.span)}`);
  }
  if (entry.expire !== undefined) {
    parts.push(`the order rests for ${text(entry.expire.value.span)}`);
  }
  if (entry.timeInForce !== "gtc") {
    parts.push(entry.timeInForce === "ioc" ? "immediate or cancel" : "fill or kill");
  }
  if (entry.postOnly) {
    parts.push("post only");
  }
  if (entry.route !== undefined) {
    parts.push(`via ${entry.route}`);
  }
  if (entry.unprotected) {
    parts.push("without a protective exit, on purpose");
  }
  return parts;
}

/** The words of a placement without the keyword of its clause. */
function placed(text: string, keyword: string): string {
  return text.startsWith(`${keyword} `) ? text.slice(keyword.length + 1) : text;
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
