import { type StepReading, shortNumber } from "../../runtime/index.ts";
import { wrapWords } from "../layout/text.ts";
import { momentText } from "../layout/times.ts";
import type { ReadingStyle } from "./readings.ts";

/** The head of a step: which run and bar, and the facts that most questions begin with. */
export function shownStep(step: StepReading, { width, paint }: ReadingStyle): readonly string[] {
  const { facts } = step;
  const run = step.runId === step.strategyId ? step.runId : `${step.runId} (${step.strategyId})`;
  const position =
    facts.side === "flat"
      ? "flat"
      : [
          `${facts.side} ${shortNumber(facts.size)}`,
          ...(facts.entry === undefined ? [] : [`from ${shortNumber(facts.entry)}`]),
          ...(facts.units > 1 ? [`in ${facts.units} units`] : []),
          ...(facts.barsHeld === undefined
            ? []
            : [`held for ${facts.barsHeld} bar${facts.barsHeld === 1 ? "" : "s"}`]),
        ].join(" ");
  const words = `close ${shortNumber(step.price)}; ${position}; equity ${shortNumber(facts.equity)}, cash ${shortNumber(facts.cash)}`;
  return [
    paint.strong(`${run} on ${step.market}, decided at ${momentText(step.time)} (bar ${step.bar})`),
    ...wrapWords(words, width - 2).map((line) => paint.faint(line)),
  ];
}
