import { Counter, Gauge, Registry } from "prom-client";
import type { EventLog } from "../control/index.ts";
import type { StepReport, StreamingSession } from "../session/index.ts";

/** Metrics of a session for Prometheus. Every name begins with `ctk_`. */
export interface ControlMetrics {
  readonly contentType: string;
  countReport(report: StepReport): void;
  countCommand(status: string): void;
  text(session: StreamingSession, events: EventLog): Promise<string>;
}

/** Metrics in a registry of their own, so that several sessions of one process keep apart. */
export const createMetrics = (): ControlMetrics => {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> =>
    new Gauge({ name: `ctk_${name}`, help, labelNames, registers });
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> =>
    new Counter({ name: `ctk_${name}_total`, help, labelNames, registers });
  const steps = counter("steps", "Moments decided");
  const decisions = counter("decisions", "Decisions by outcome and reason", ["strategy", "outcome", "code"]);
  const fills = counter("fills", "Fills", ["strategy", "route", "liquidity"]);
  const faults = counter("faults", "Strategies halted by an error of theirs", ["strategy"]);
  const commands = counter("commands", "Commands by what became of them", ["status"]);
  const events = gauge("feed_events", "Events of feeds by what became of them", ["status"]);
  const equity = gauge("equity", "Equity, marked to market, in the currency of the session");
  const asOf = gauge("as_of_seconds", "Time of the session, seconds since 1970");
  const positions = gauge("position", "Signed base units", ["run", "market"]);
  const overdue = gauge("input_overdue_bars", "Bars that should have closed and have not", [
    "venue",
    "market",
  ]);
  const cursor = gauge("event_cursor", "Cursor of the newest event");
  const killed = gauge("killed", "1 while the session is killed");
  const paused = gauge("paused", "1 while the session is paused");
  return {
    contentType: registry.contentType,
    countReport: (report) => {
      steps.inc();
      const strategies = new Map(report.intents.map(({ intentId, strategyId }) => [intentId, strategyId]));
      for (const { intentId, outcome, code } of report.decisions) {
        decisions.inc({ strategy: strategies.get(intentId) ?? "", outcome, code });
      }
      for (const { strategyId, routeId, liquidity } of report.fills) {
        fills.inc({ strategy: strategyId, route: routeId, liquidity });
      }
      for (const { strategyId } of report.faults) faults.inc({ strategy: strategyId });
    },
    countCommand: (status) => commands.inc({ status }),
    text: (session, log) => {
      const snapshot = session.snapshot();
      for (const [status, count] of Object.entries(session.counts)) events.set({ status }, count);
      equity.set(snapshot.equity);
      if (Number.isFinite(snapshot.asOf)) asOf.set(snapshot.asOf / 1000);
      positions.reset();
      for (const { runId, market, quantity } of snapshot.positions) {
        positions.set({ run: runId, market }, Number(quantity));
      }
      for (const { venue, market, overdue: bars } of snapshot.inputs) overdue.set({ venue, market }, bars);
      killed.set(snapshot.control.killed === undefined ? 0 : 1);
      paused.set(snapshot.control.paused ? 1 : 0);
      cursor.set(log.newest);
      return registry.metrics();
    },
  };
};
