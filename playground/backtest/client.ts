import type { DataSet } from "../data/data-set.ts";
import { createPending } from "../pending.ts";
import { shelfMessage } from "../shelf.ts";
import { startPlanWorker } from "../start-worker.ts";
import type { ExportKind } from "./export.ts";
import type {
  FromWorker,
  InspectRequest,
  OrderRows,
  RunRequest,
  SeriesValue,
  ToWorker,
  ValuesRequest,
} from "./protocol.ts";

type Inspected = Extract<FromWorker, { kind: "inspected" }>;
type Answers = Extract<FromWorker, { kind: "inspected" | "exported" | "values" | "limits" | "orders" }>;
type LimitUses = Extract<FromWorker, { kind: "limits" }>["uses"];

/** What the backtest worker tells the page of a run. */
export type BacktestEvent = Exclude<FromWorker, Answers>;

/** The backtest worker as the page sees it. */
export interface BacktestClient {
  /** Gives the worker data that runs may name. It gets a copy: the chart draws from the page's own. */
  readonly give: (data: DataSet) => void;
  readonly forget: (id: string) => void;
  /** Starts a run, and ends the one before. Returns its number. */
  readonly run: (request: RunRequest) => number;
  /** Ends the present run. A worker that does not answer in time is replaced. */
  readonly stop: () => void;
  /** Takes the values of the plotted lines again, for the report of the last run. */
  readonly plot: (request: RunRequest) => void;
  /** Asks for the money at the bars of another market. */
  readonly align: (market: string) => void;
  /** Reads the rules at some steps; undefined where the worker was replaced meanwhile. */
  readonly inspect: (request: InspectRequest) => Promise<Inspected["answer"] | undefined>;
  /** What series were at one bar; none where that cannot be told. */
  readonly valuesAt: (request: ValuesRequest) => Promise<readonly SeriesValue[]>;
  /** Everything that the last run asked for and ordered; undefined where none has ended. */
  readonly orders: () => Promise<OrderRows | undefined>;
  /** What the last run used of each limit; undefined where none has ended. */
  readonly limits: () => Promise<LimitUses>;
  /** Makes a file of the last run; undefined where none has ended. */
  readonly exportRun: (what: ExportKind) => Promise<Blob | undefined>;
}

/** How long a worker may take to end a run; building up a session with much data takes that long at most. */
const PATIENCE_MS = 1500;

/** Starts the backtest worker. */
export const startBacktests = (onEvent: (event: BacktestEvent) => void): BacktestClient => {
  const given = new Map<string, DataSet>();
  const inspections = createPending<Inspected["answer"] | undefined>();
  const exports = createPending<Blob | undefined>();
  const values = createPending<readonly SeriesValue[]>();
  const limits = createPending<LimitUses>();
  const orders = createPending<OrderRows | undefined>();
  let runId = 0;
  let worker = start();
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function start(): Worker {
    const started = startPlanWorker("backtests");
    started.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      switch (data.kind) {
        case "inspected":
          return inspections.answer(data.inspectId, data.answer);
        case "exported":
          return exports.answer(data.exportId, data.blob);
        case "values":
          return values.answer(data.valuesId, data.values);
        case "orders":
          return orders.answer(data.askId, data.rows);
        case "limits":
          return limits.answer(data.askId, data.uses);
        default:
          if (data.runId === runId) clearTimeout(deadline);
          onEvent(data);
      }
    });
    return started;
  }
  const send = (message: ToWorker): void => worker.postMessage(message);

  return {
    give: (data) => {
      given.set(data.id, data);
      send(shelfMessage(data));
    },
    forget: (id) => {
      given.delete(id);
      send({ kind: "forget", id });
    },
    run: (request) => {
      clearTimeout(deadline);
      runId += 1;
      send({ kind: "run", runId, request });
      return runId;
    },
    stop: () => {
      const stopped = runId;
      send({ kind: "stop", runId });
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        worker.terminate();
        worker = start();
        for (const data of given.values()) send(shelfMessage(data));
        inspections.answerAll(undefined);
        exports.answerAll(undefined);
        values.answerAll([]);
        limits.answerAll(undefined);
        orders.answerAll(undefined);
        onEvent({ kind: "stopped", runId: stopped });
      }, PATIENCE_MS);
    },
    plot: (request) => send({ kind: "plot", runId, request }),
    align: (market) => send({ kind: "align", runId, market }),
    inspect: (request) =>
      inspections.ask((inspectId) => send({ kind: "inspect", runId, inspectId, request })),
    valuesAt: (request) => values.ask((valuesId) => send({ kind: "values", valuesId, request })),
    orders: () => orders.ask((askId) => send({ kind: "orders", askId, runId })),
    limits: () => limits.ask((askId) => send({ kind: "limits", askId, runId })),
    exportRun: (what) => exports.ask((exportId) => send({ kind: "export", exportId, runId, what })),
  };
};
