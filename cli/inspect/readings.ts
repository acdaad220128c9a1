import type { Absence, Reading, RuleIntent, RuleReading, RuleStatus } from "../../runtime/index.ts";
import { reasonWords, shortNumber } from "../../runtime/index.ts";
import { clip, wrapWords } from "../layout/text.ts";
import type { Paint } from "../palette.ts";

export interface ReadingStyle {
  readonly width: number;
  readonly paint: Paint;
}

/** Columns that the text of a condition takes before its values. */
const TEXT_WIDTH = 34;

/** What became of a rule, after its words. */
export const statusWords: Readonly<Record<RuleStatus, string>> = {
  fired: "fired",
  modified: "fired, made smaller",
  refused: "fired, and was refused",
  blocked: "could not be decided",
  false: "did not fire",
  unknown: "is unknown, so it did not fire",
  warming: "not armed yet",
  idle: "not asked",
};

/** A rule at a bar: what became of it, the tree of its condition with values, what it would have ordered. */
export function ruleLines(rule: RuleReading, style: ReadingStyle): readonly string[] {
  const { paint, width } = style;
  const status = statusWords[rule.status];
  const because = rule.because === undefined ? "" : `: ${rule.because}`;
  const head = `${rule.text} (line ${rule.span.line}) ${status}${because}`;
  const colour = isGood(rule.status) ? paint.good : rule.status === "idle" ? paint.faint : paint.caution;
  const [first = "", ...rest] = wrapWords(head, width - 2);
  const condition = rule.condition === undefined ? [] : conditionLines(rule.condition, style, 1, true);
  const wants = isGood(rule.status) || rule.status === "refused" ? clauseLines(rule, style) : [];
  return [colour(first), ...rest.map((line) => `  ${line}`), ...condition, ...wants];
}

function isGood(status: RuleStatus): boolean {
  return status === "fired" || status === "modified";
}

/** The conditions that a condition joins, one line each with their values. */
export function conditionLines(
  reading: Reading,
  style: ReadingStyle,
  depth: number,
  isWhole = false,
): readonly string[] {
  const { kind, parts } = reading;
  if (kind === "all" && isWhole) {
    return parts.flatMap((part) => conditionLines(part, style, depth));
  }
  const own = testLines(reading, style, depth);
  const joins = kind === "all" || kind === "any" || kind === "not" || kind === "named";
  if (!joins) {
    return own;
  }
  // What a name stands for is shown by its parts: the whole of it would say nothing new.
  const inner =
    kind === "named" ? parts.flatMap((part) => (part.kind === "all" ? part.parts : [part])) : parts;
  return [...own, ...inner.flatMap((part) => conditionLines(part, style, depth + 1))];
}

function testLines(reading: Reading, { width, paint }: ReadingStyle, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  const { value } = reading;
  const mark = value === true ? "✓" : value === false ? "✗" : "?";
  const colour = value === true ? paint.good : value === false ? paint.bad : paint.caution;
  const truth = value === undefined ? "unknown" : String(value);
  const textWidth = Math.max(12, TEXT_WIDTH - indent.length);
  const text = clip(reading.text, textWidth).padEnd(textWidth);
  const lead = `${indent}${mark} ${text}  ${truth.padEnd(7)}  `;
  const painted = `${indent}${colour(mark)} ${text}  ${colour(truth.padEnd(7))}  `;
  const values = valueTexts(reading);
  const beside = width - lead.length;
  if (values.some((value) => value.length + 1 > beside)) {
    const below = `${indent}    `;
    return [painted.trimEnd(), ...wrapValues(values, width - below.length).map((line) => below + line)];
  }
  const [first = "", ...rest] = wrapValues(values, beside);
  return [(painted + first).trimEnd(), ...rest.map((line) => " ".repeat(lead.length) + line)];
}

/** Values stay whole on a line; one that is longer than the width is broken between its words. */
function wrapValues(values: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const [index, value] of values.entries()) {
    const text = index < values.length - 1 ? `${value},` : value;
    if (line !== "" && line.length + 1 + text.length > width) {
      lines.push(line);
      line = text;
    } else {
      line = line === "" ? text : `${line} ${text}`;
    }
  }
  return [...lines, line].flatMap((text) => (text.length <= width ? [text] : wrapWords(text, width)));
}

/** `f = 9.71`, each value once, with the values that it is made of. */
function valueTexts(reading: Reading): readonly string[] {
  if (reading.kind !== "test" && reading.kind !== "value") {
    return [];
  }
  const seen = new Set<string>();
  const collect = (part: Reading): readonly string[] => {
    if (seen.has(part.text)) {
      return [];
    }
    seen.add(part.text);
    return [valueText(part), ...part.parts.flatMap(collect)];
  };
  const values = reading.parts.flatMap(collect);
  const isAbsent = reading.value === undefined && reading.absence !== undefined && values.length === 0;
  return isAbsent && reading.absence !== undefined ? [absenceText(reading.absence)] : values;
}

function valueText({ text, value, before, absence }: Reading): string {
  const shown =
    value === undefined ? "absent" : typeof value === "number" ? shortNumber(value) : String(value);
  const was =
    before === undefined ? "" : ` (before ${typeof before === "number" ? shortNumber(before) : before})`;
  const why = absence === undefined ? "" : ` (${absenceText(absence)})`;
  return `${clip(text, 40)} = ${shown}${was}${why}`;
}

function absenceText(absence: Absence): string {
  if (absence.reason === "warming") {
    return absence.until === undefined ? "not enough history yet" : `warming until bar ${absence.until}`;
  }
  return `${absence.reason}: ${absence.words.replace(/\.$/, "")}`;
}

/** A literal with its unit: its value is what it says. */
const literal = /^[\d_.]+\s*(?:[A-Z][A-Z0-9]*|%|bps|bars?|[smhdw])?$/;

/** `buy 2 at market`, with what was decided where it was not simply allowed. */
export function orderText({ intent, decision }: RuleIntent): string {
  const stop = intent.stop === undefined ? "" : ` stop at ${intent.stop}`;
  const limit = intent.limit === undefined ? "" : ` limit at ${intent.limit}`;
  const order = stop === "" && limit === "" ? " at market" : `${stop}${limit}`;
  const verdict = decision.outcome === "allowed" ? "" : `, ${decision.outcome}: ${reasonWords(decision)}`;
  return `${intent.side} ${intent.quantity}${order}${verdict}`;
}

/** What the rule said of its order. */
function clauseLines(rule: RuleReading, { width }: ReadingStyle): readonly string[] {
  const values = rule.clauses.map(({ text, value }) => {
    const amount = value.value;
    const shown =
      typeof amount === "number" ? shortNumber(amount) : amount === undefined ? "absent" : String(amount);
    return literal.test(value.text) ? `${text} ${value.text}` : `${text} ${clip(value.text, 30)} = ${shown}`;
  });
  // The intents of a combo are in several markets.
  const intents = rule.intents.map((found) => {
    const market = rule.combo === undefined ? "" : `${found.intent.market} `;
    return `intent: ${market}${orderText(found)}`;
  });
  return [...(values.length === 0 ? [] : [values.join("; ")]), ...intents].flatMap((line) =>
    wrapWords(line, width - 4).map((part) => `    ${part}`),
  );
}
