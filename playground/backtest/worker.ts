import type { SessionOutcome } from "ctk/runtime";
import { createSession, extremeBounds, limitUse, type PlanModule, SessionError } from "ctk/runtime";
import { createShelf } from "../shelf.ts";
import { alignSeries } from "./alignment.ts";
import { type Configuration, configure } from "./configuration.ts";
import { type ExportKind, exportChunks } from "./export.ts";
import { failureOf } from "./failure.ts";
import { inspectStretch } from "./inspection.ts";
import { loadModules } from "./modules.ts";
import { orderRowsOf } from "./order-rows.ts";
import { plotLines } from "./plots.ts";
import type {
  FromWorker,
  InspectRequest,
  MarketSeries,
  RunRequest,
  SeriesValue,
  ToWorker,
  ValuesRequest,
} from "./protocol.ts";
import { feedOfMarket, resultOf, rowsOf } from "./report.ts";
import { turn } from "./turn.ts";
import { valuesAt } from "./values.ts";

/** Milliseconds of stepping between two looks at the messages. */
const SLICE_MS = 25;

const shelf = createShelf();

/** The run that is wanted; an older one ends at its next slice. */
let current = 0;
let last: { readonly configuration: Configuration; readonly outcome: SessionOutcome } | undefined;

/** Answers the messages of a page that backtests. */
export const serveBacktests = (): void => {
  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.kind) {
      case "bars":
      case "funding":
      case "forget":
        shelf.receive(data);
        return;
      case "run":
        current = data.runId;
        void attempt(data.runId, () => run(data.runId, data.request));
        return;
      case "stop":
        if (current === data.runId) current = 0;
        return;
      case "plot":
        void attempt(data.runId, () => plot(data.runId, data.request));
        return;
      case "export":
        void attempt(data.runId, () => exportLast(data.runId, data.exportId, data.what));
        return;
      case "orders":
        void attempt(data.runId, () => orders(data.runId, data.askId));
        return;
      case "limits":
        void attempt(data.runId, () => limits(data.runId, data.askId));
        return;
      case "align":
        align(data.runId, data.market);
        return;
      case "inspect":
        inspect(data.runId, data.inspectId, data.request);
        return;
      case "values":
        send({ kind: "values", valuesId: data.valuesId, values: valuesOf(data.request) });
        return;
    }
  });
};

const send = (message: FromWorker, transfer: Transferable[] = []): void => postMessage(message, { transfer });

/** Runs in slices, so that messages are seen in between. */
const run = async (runId: number, request: RunRequest): Promise<void> => {
  const started = performance.now();
  let idle = 0;
  const configuration = configure(modulesOf(request.plan), request, shelf);
  const session = createSession(configuration.config);
  let sliceEnd = performance.now() + SLICE_MS;
  while (session.advance()) {
    if (performance.now() < sliceEnd) continue;
    send({ kind: "progress", runId, ...session.progress });
    const paused = performance.now();
    await turn();
    idle += performance.now() - paused;
    if (current !== runId) return send({ kind: "stopped", runId });
    sliceEnd = performance.now() + SLICE_MS;
  }
  const outcome = session.outcome();
  last = { configuration, outcome };
  const result = resultOf(configuration, outcome, started + idle);
  const series = seriesOf(configuration, outcome, configuration.feeds[0]?.market ?? "");
  send({ kind: "result", runId, result, series }, transferable(series));
  await turn();
  if (current !== runId) return;
  send({ kind: "rows", runId, rows: rowsOf(outcome) });
  await turn();
  if (current !== runId) return;
  plot(runId, request);
  await turn();
  if (current !== runId) return;
  send({ kind: "bounds", runId, bounds: extremeBounds(configuration.config, outcome) });
};

const plot = (runId: number, request: RunRequest): void => {
  const lines = plotLines(modulesOf(request.plotted ?? request.plan), request, shelf);
  const buffers = new Set(lines.map(({ values }) => values.buffer));
  send({ kind: "lines", runId, lines }, [...buffers]);
};

const exportLast = (runId: number, exportId: number, what: ExportKind): void => {
  const parts = last && [...exportChunks(what, last.configuration, last.outcome)];
  send({ kind: "exported", runId, exportId, blob: parts && new Blob(parts, { type: blobTypes[what] }) });
};

const blobTypes = { trades: "text/csv", equity: "text/csv", result: "application/json" } as const;

const orders = (runId: number, askId: number): void =>
  send({ kind: "orders", runId, askId, rows: last && orderRowsOf(last.outcome, last.configuration.feeds) });

const limits = (runId: number, askId: number): void => {
  const uses = last && limitUse(last.configuration.config, last.outcome);
  send({ kind: "limits", runId, askId, uses });
};

const align = (runId: number, market: string): void => {
  if (last === undefined) return;
  const series = seriesOf(last.configuration, last.outcome, market);
  send({ kind: "series", runId, series }, transferable(series));
};

const inspect = (runId: number, inspectId: number, request: InspectRequest): void => {
  try {
    const answer = inspectStretch(modulesOf(request.run.plan), request, shelf);
    send({ kind: "inspected", runId, inspectId, answer });
  } catch (error) {
    send({ kind: "inspected", runId, inspectId, answer: { kind: "failed", failure: failureOf(error) } });
  }
};

/** A plan that cannot run on the data has no values; the run itself says why. */
const valuesOf = (request: ValuesRequest): readonly SeriesValue[] => {
  try {
    return valuesAt(modulesOf(request.run.plan), request, shelf);
  } catch (error) {
    if (error instanceof SessionError) return [];
    throw error;
  }
};

const seriesOf = (configuration: Configuration, outcome: SessionOutcome, market: string): MarketSeries => {
  const feed = feedOfMarket(configuration, market);
  if (feed === undefined) return { market, equity: new Float64Array(0), drawdown: new Float64Array(0) };
  return alignSeries(market, feed.bars, outcome.equity, Number(outcome.capital));
};

const transferable = ({ equity, drawdown }: MarketSeries): Transferable[] => [equity.buffer, drawdown.buffer];

/** Says why there is no result. */
const attempt = async (runId: number, work: () => void | Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    send({ kind: "failed", runId, failure: failureOf(error) });
  }
};

let loaded: { readonly text: string; readonly modules: PlanModule }[] = [];
const KEPT = 4;

/** The modules of a plan's text; the last few are kept. */
const modulesOf = (text: string): PlanModule => {
  const known = loaded.find((item) => item.text === text);
  if (known !== undefined) return known.modules;
  const modules = loadModules(text);
  loaded = [{ text, modules }, ...loaded].slice(0, KEPT);
  return modules;
};
