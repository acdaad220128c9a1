import type { SessionOutcome, StepReport } from "ctk/runtime";

const inOneOrder = (rows: readonly object[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

/** The rows that the reports of a session's steps have, by kind, whatever their order. */
export const rowsOfSteps = (reports: readonly StepReport[]) => ({
  intents: inOneOrder(reports.flatMap(({ intents }) => intents)),
  decisions: inOneOrder(reports.flatMap(({ decisions }) => decisions)),
  fills: inOneOrder(reports.flatMap(({ fills }) => fills)),
  transitions: inOneOrder(reports.flatMap(({ transitions }) => transitions)),
  funding: inOneOrder(reports.flatMap(({ funding }) => funding)),
  charges: inOneOrder(reports.flatMap(({ charges }) => charges)),
});

/** The same of all that a session has done. */
export const rowsOfOutcome = (outcome: SessionOutcome): ReturnType<typeof rowsOfSteps> => ({
  intents: inOneOrder(outcome.intents()),
  decisions: inOneOrder(outcome.decisions()),
  fills: inOneOrder(outcome.fills()),
  transitions: inOneOrder(outcome.transitions()),
  funding: inOneOrder(outcome.funding()),
  charges: inOneOrder(outcome.charges()),
});
