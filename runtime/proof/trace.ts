import type { SessionOutcome } from "../session/index.ts";
import type { Counterexample } from "./proof.ts";

/** One thing that a session did, as a line that two runs can be compared by. */
export interface TraceEvent {
  /** Milliseconds at which it became known: the close of the deciding bar, the open of the filling one. */
  readonly time: number;
  readonly kind: "decision" | "fill" | "equity";
  readonly text: string;
  /** Money and prices of the event, in the order in which `text` has places for them. */
  readonly amounts: readonly number[];
}

const withoutUndefined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" ");

/** Decisions, fills and equity of an outcome in the order of time; decisions carry the intent that they are about. */
export const traceOf = (outcome: SessionOutcome): readonly TraceEvent[] => {
  const intents = new Map(outcome.intents().map((row) => [`${row.runId} ${row.intentId}`, row]));
  const decisions = outcome.decisions().map((row): TraceEvent => {
    const intent = intents.get(`${row.runId} ${row.intentId}`);
    return {
      time: row.time,
      kind: "decision",
      text: withoutUndefined([
        row.runId,
        row.ruleId,
        intent?.action,
        intent?.role,
        intent?.side,
        intent?.quantity,
        intent?.type,
        row.outcome,
        row.code,
        row.limitId,
      ]),
      amounts: [intent?.limit, intent?.stop].flatMap((price) => (price === undefined ? [] : [Number(price)])),
    };
  });
  const fills = outcome.fills().map(
    (row): TraceEvent => ({
      time: row.time,
      kind: "fill",
      text: withoutUndefined([
        row.runId,
        row.ruleId,
        row.role,
        row.market,
        row.side,
        row.quantity,
        row.liquidity,
      ]),
      amounts: [Number(row.price)],
    }),
  );
  return [...decisions, ...fills].sort((a, b) => a.time - b.time);
};

/** Text of an event for a person. */
export const describe = (event: TraceEvent | undefined): string =>
  event === undefined
    ? "nothing"
    : `${event.kind} ${event.text}${event.amounts.length === 0 ? "" : ` at ${event.amounts.join(", ")}`}`;

/** The first event at which two traces differ; amounts of the second are divided by `scale`. */
export const firstDifference = (
  expected: readonly TraceEvent[],
  found: readonly TraceEvent[],
  scale = 1,
): Counterexample | undefined => {
  const length = Math.max(expected.length, found.length);
  for (let index = 0; index < length; index++) {
    const [a, b] = [expected[index], found[index]];
    const same =
      a !== undefined &&
      b !== undefined &&
      a.time === b.time &&
      a.kind === b.kind &&
      a.text === b.text &&
      a.amounts.length === b.amounts.length &&
      a.amounts.every((amount, at) => amount * scale === b.amounts[at]);
    if (!same) {
      return { time: a?.time ?? b?.time, expected: describe(a), found: describe(b) };
    }
  }
  return undefined;
};

/** The first moment at which two equity curves differ, over the moments of the shorter one. */
export const firstEquityDifference = (
  expected: SessionOutcome,
  found: SessionOutcome,
): Counterexample | undefined => {
  const [a, b] = [expected.equity, found.equity];
  const length = Math.min(a.time.length, b.time.length);
  for (let index = 0; index < length; index++) {
    if (a.time[index] !== b.time[index] || a.value[index] !== b.value[index]) {
      return {
        time: a.time[index],
        expected: `equity ${a.value[index]}`,
        found: `equity ${b.value[index]}`,
      };
    }
  }
  return undefined;
};
