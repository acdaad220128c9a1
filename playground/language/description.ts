import {
  type Compilation,
  type Diagnostic,
  emitPlan,
  emitTests,
  type PlanIr,
  type SourceFile,
} from "ctk/compiler";
import { version } from "../../package.json";
import type { CompiledPlan, PlanLimit, PlanStrategy, ShownDiagnostic } from "./protocol.ts";

type Target = "factory" | "typescript";

/** The module of a plan as text. */
export const emitted = (plan: PlanIr, sources: readonly SourceFile[], name: string, target: Target): string =>
  emitPlan(plan, sources, { target, entryName: name, version }).text;

/** What the page needs to know of a plan without errors. */
export const describePlan = (compilation: Compilation, name: string): CompiledPlan | undefined => {
  const { plan, sources } = compilation;
  const tests = emitTests(compilation, name);
  if (plan === undefined || tests === undefined) return undefined;
  return {
    module: emitted(plan, sources, name, "factory"),
    plotted: undefined,
    tests,
    markets: plan.markets.map((market) => ({
      name: market.name,
      symbol: market.symbol,
      venue: market.venue,
    })),
    strategies: plan.strategies.map((strategy) => describeStrategy(strategy, sources)),
    sessions: plan.sessions.map((session, index) => ({
      id: session.name,
      runs: session.runs.map((run) => ({ strategy: run.strategy, arguments: run.arguments })),
      guard: session.guard,
      currency: session.capital.currency,
      start: session.span.start,
      end: session.span.end - 1,
      limits: limitsOf(compilation, plan, index),
    })),
  };
};

const limitsOf = (
  { tables }: Compilation,
  { sessions, risks }: PlanIr,
  index: number,
): readonly PlanLimit[] => {
  const risk = risks.find(({ name }) => name === sessions[index]?.guard);
  return (tables.analysis?.sessions[index]?.limits ?? []).flatMap((item, number) => {
    const limit = risk?.limits[number];
    if (limit === undefined) return [];
    const { subject, unit, span } = limit;
    const { limit: name, bound, action, worst, verdict } = item;
    return [{ name, subject, bound, action, unit, worst, verdict, start: span.start, end: span.end }];
  });
};

const describeStrategy = (
  strategy: PlanIr["strategies"][number],
  sources: readonly SourceFile[],
): PlanStrategy => ({
  id: strategy.id,
  clock: strategy.clock,
  markets: strategy.members ?? strategy.slots.map(({ market }) => market),
  params: strategy.params.map(({ name, doc, type, default: value, range, span }) => ({
    name,
    doc,
    type,
    default: value,
    range,
    start: span.start,
  })),
  lets: strategy.features.flatMap(({ name, span }) => {
    if (name === undefined || span.source !== strategy.source) return [];
    const { line } = placeOf(sources, span.source, span.start);
    return [{ name, start: span.start, line }];
  }),
  start: strategy.span.start,
  end: strategy.span.end,
});

const placeOf = (sources: readonly SourceFile[], source: number, offset: number) =>
  sources[source]?.lines.positionAt(offset) ?? { line: 1, column: 1 };

/** A problem in the entry file; one in a file of the library is shown at the top. */
export const showDiagnostic = (
  { code, severity, message, why, help, notes, span, fixes }: Diagnostic,
  sources: readonly SourceFile[],
): ShownDiagnostic => {
  const isHere = span.source === 0;
  const { line, column } = isHere ? placeOf(sources, 0, span.start) : { line: 1, column: 1 };
  return {
    code,
    severity,
    message,
    why,
    help,
    notes,
    start: isHere ? span.start : 0,
    end: isHere ? span.end : 0,
    line,
    column,
    fixes: fixes
      .filter(({ edits }) => edits.every((edit) => edit.span.source === 0))
      .map(({ title, safety, edits }) => ({
        title,
        safety,
        edits: edits.map(({ span: at, text }) => ({ start: at.start, end: at.end, text })),
      })),
  };
};
