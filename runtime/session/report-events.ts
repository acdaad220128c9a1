import type { EventKind, EventLog, EventSubject } from "../control/index.ts";
import type { StepReport } from "./step-report.ts";

/** Which strategy, route and broker stand behind a market of a run. */
export interface Binding {
  readonly runId: string;
  readonly market: string;
  readonly strategyId: string;
  readonly executionId: string;
  readonly routeId: string;
  readonly brokerId: string;
}

/** Puts what a step reports into an event log, in the order in which it happened. */
export const logReport = (log: EventLog, report: StepReport, bindings: readonly Binding[]): void => {
  const subjects = new Map(bindings.map((binding) => [`${binding.runId} ${binding.market}`, binding]));
  const { stepId, snapshotId, asOf, equity, stateHash } = report;
  const add = (kind: EventKind, data: unknown, subject: EventSubject = {}): void =>
    log.add({ kind, time: asOf, stepId, snapshotId, ...subject, data });
  const addRows = (
    kind: EventKind,
    rows: readonly { readonly runId: string; readonly market: string }[],
  ): void => {
    for (const row of rows) add(kind, row, subjects.get(`${row.runId} ${row.market}`));
  };
  for (const command of report.commands) add("command", command);
  addRows("funding", report.funding);
  addRows("charge", report.charges);
  addRows("fill", report.fills);
  addRows("transition", report.transitions);
  addRows("intent", report.intents);
  addRows("decision", report.decisions);
  addRows("order", report.orders);
  addRows("fault", report.faults);
  addRows("request", report.requests ?? []);
  for (const notice of report.notices ?? []) {
    const { brokerId, market } = notice;
    add("notice", notice, { brokerId, market });
  }
  add("step", { equity, stateHash });
};
