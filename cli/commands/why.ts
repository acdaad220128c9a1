import { basename } from "node:path";
import { emitTests } from "../../compiler/index.ts";
import {
  type HoldReading,
  type Inspection,
  inspectBars,
  loadTests,
  type RuleReading,
  type StepReading,
  sliceBars,
} from "../../runtime/index.ts";
import { parseMoment, type RunOptions } from "../backtest/options.ts";
import { explained, type Prepared, prepare } from "../backtest/prepare.ts";
import { suggestion } from "../closest.ts";
import { CommandFault, type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import { holdHead, holdLines } from "../inspect/holdings.ts";
import { ruleLines } from "../inspect/readings.ts";
import { shownStep } from "../inspect/steps.ts";
import type { Io } from "../io.ts";
import { momentText } from "../layout/times.ts";
import { paintFor } from "../palette.ts";

export interface WhyOptions extends RunOptions {
  readonly at: string;
  readonly rule?: string;
  readonly json?: boolean;
}

/** `ctk why`: what every rule of a plan was at one bar, and what was decided there. */
export function why(io: Io, path: string, options: WhyOptions): ExitCode {
  const moment = parseMoment(options.at, "--at");
  const prepared = prepare(io, path, options);
  const { steps, holdings } = readBar(prepared, moment, path);
  const rules = options.rule === undefined ? undefined : rulesNamed(options.rule, steps, holdings);
  const isShown = ({ ruleId }: { readonly ruleId: string }): boolean =>
    rules === undefined || rules.includes(ruleId);
  const shown = steps.map((step) => ({ ...step, rules: step.rules.filter(isShown) }));
  const held = holdings.filter(isShown);
  if (options.json === true) {
    const report = {
      schema: "ctk.why/1",
      file: path,
      at: new Date(moment).toISOString(),
      steps: shown,
      holdings: held,
    };
    io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return exitCodes.ok;
  }
  const style = { width: Math.min(Math.max(io.columns, 60), 100), paint: paintFor(io, "stdout") };
  const hasHolding = ({ runId }: StepReading): boolean => holdings.some((hold) => hold.runId === runId);
  const blocks = [
    // A strategy that only holds has its markets in the reading of its holding.
    ...shown
      .filter((step) => step.rules.length > 0 || !hasHolding(step))
      .map((step) => [
        ...shownStep(step, style),
        ...step.rules.flatMap((rule) => ["", ...ruleLines(rule, style)]),
      ]),
    ...held.map((hold) => {
      const facts = steps.find(({ runId }) => runId === hold.runId)?.facts;
      return [...(facts === undefined ? [] : holdHead(hold, facts, style)), "", ...holdLines(hold, style)];
    }),
  ];
  io.stdout.write(`${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`);
  return exitCodes.ok;
}

/** Runs the session up to the bar that the moment lies in. What comes after it cannot change what was decided there. */
function readBar({ compilation, config }: Prepared, moment: number, path: string): Inspection {
  const text = emitTests(compilation, basename(compilation.sources[0]?.path ?? path));
  if (text === undefined) {
    throw new Error("a plan without its rules");
  }
  const { probes } = loadTests(text);
  const feeds = config.feeds.map((feed) => ({ ...feed, bars: sliceBars(feed.bars, undefined, moment + 1) }));
  const last = Math.max(
    ...feeds.map(({ bars }) => (bars.time[bars.length - 1] ?? Number.NaN) + bars.interval),
  );
  if (!(moment < last)) {
    throw usageFault(`there is no bar at ${momentText(moment)}`, barsAround(moment, config.feeds));
  }
  const inspection = explained(() => inspectBars({ ...config, feeds }, probes, ({ time }) => time === last));
  if (inspection.steps.length === 0) {
    throw new CommandFault(exitCodes.usage, `nothing is decided at ${momentText(moment)}`, [
      "A strategy decides when a bar of its own clock closes; name a moment in the last part of such a bar.",
    ]);
  }
  return inspection;
}

/** The bars beside a gap in the data, or where the data begins and ends. */
function barsAround(moment: number, feeds: Prepared["config"]["feeds"]): string {
  const times = feeds.flatMap(({ bars }) => [...bars.time]).sort((a, b) => a - b);
  const before = times.findLast((time) => time < moment);
  const after = times.find((time) => time > moment);
  if (before !== undefined && after !== undefined) {
    return `The bars around it open at ${momentText(before)} and ${momentText(after)}.`;
  }
  const [first = moment] = times;
  return `The data goes from ${momentText(first)} to ${momentText(times.at(-1) ?? moment)}.`;
}

/** The rules that a name stands for: an id, or the words that start it. */
function rulesNamed(
  name: string,
  steps: readonly StepReading[],
  holdings: readonly HoldReading[],
): readonly string[] {
  const rules = [...steps.flatMap((step) => step.rules), ...holdings];
  const isNamed = ({ ruleId, text }: Pick<RuleReading, "ruleId" | "text">): boolean =>
    ruleId === name || text === name || text.startsWith(`${name} `);
  const found = rules.filter(isNamed).map(({ ruleId }) => ruleId);
  if (found.length === 0) {
    const ids = [...new Set(rules.map(({ ruleId }) => ruleId))];
    throw usageFault(`no rule ${name}`, suggestion(name, ids, "rule"));
  }
  return found;
}
