import type {
  DecisionRow,
  ExtremeBounds,
  FillChoice,
  HoldReading,
  IntentRow,
  LimitUse,
  Metrics,
  OrderRow,
  RunRow,
  SessionOutcome,
  SourceSpan,
  StepReading,
  TradeRow,
} from "ctk/runtime";
import type { ShelfMessage } from "../shelf.ts";
import type { ExportKind } from "./export.ts";
import type { MonthReturn } from "./months.ts";

/** A market of the plan with the data that stands for it. */
export interface FeedChoice {
  /** The market's name in the plan. */
  readonly market: string;
  readonly symbol: string;
  readonly venue: string;
  /** Ids of data that the worker has been given. */
  readonly bars: string;
  readonly funding?: string;
}

/** What a run is made with, beside the plan and its data. */
export interface RunSettings {
  readonly session?: string;
  readonly strategy?: string;
  /** Values by strategy and parameter; others take their defaults. */
  readonly params: Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;
  /** Decimal string; left out: as the session says. */
  readonly capital?: string;
  readonly fills?: FillChoice;
  /** Fee rate of every fill, a decimal string; left out: those of the routes and venues. */
  readonly fee?: string;
}

export interface RunRequest {
  /** The module of the plan as text in factory form. */
  readonly plan: string;
  readonly feeds: readonly FeedChoice[];
  readonly settings: RunSettings;
  /** A plan with the same strategies and more plots, to take the values of lines from; left out: `plan`. */
  readonly plotted?: string;
}

/** What the page sends to the worker. */
export type ToWorker =
  | ShelfMessage
  | { readonly kind: "run"; readonly runId: number; readonly request: RunRequest }
  | { readonly kind: "stop"; readonly runId: number }
  /** Values of the plotted lines, again, without a run. */
  | { readonly kind: "plot"; readonly runId: number; readonly request: RunRequest }
  /** A file of the last run. */
  | { readonly kind: "export"; readonly exportId: number; readonly runId: number; readonly what: ExportKind }
  /** What the last run used of each limit. */
  | { readonly kind: "limits"; readonly askId: number; readonly runId: number }
  /** The orders and decisions of the last run. */
  | { readonly kind: "orders"; readonly askId: number; readonly runId: number }
  /** The money of the last run at the bars of one of its markets. */
  | { readonly kind: "align"; readonly runId: number; readonly market: string }
  | {
      readonly kind: "inspect";
      readonly runId: number;
      readonly inspectId: number;
      readonly request: InspectRequest;
    }
  | { readonly kind: "values"; readonly valuesId: number; readonly request: ValuesRequest };

/** Asks what every rule was at the steps whose close times lie in a stretch. */
export interface InspectRequest {
  readonly run: RunRequest;
  /** The tests of the plan as text: its rules taken apart are among them. */
  readonly tests: string;
  /** Close times, milliseconds, both included. */
  readonly from: number;
  readonly to: number;
}

/** Asks what series of the plan were at one bar. */
export interface ValuesRequest {
  readonly run: RunRequest;
  /** The series, by strategy. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** A market of the plan, and the close time of one of its bars. */
  readonly market: string;
  readonly time: number;
}

/** What a series was at a bar. */
export interface SeriesValue {
  readonly strategyId: string;
  readonly name: string;
  /** Undefined: absent or unknown. */
  readonly value: number | boolean | undefined;
}

/** What rules and holdings were at some steps. */
export interface InspectedSteps {
  readonly kind: "steps";
  readonly steps: readonly StepReading[];
  readonly holdings: readonly HoldReading[];
}

/** What the worker sends to the page; `runId` is that of the request. */
export type FromWorker =
  | { readonly kind: "progress"; readonly runId: number; readonly done: number; readonly total: number }
  | {
      readonly kind: "result";
      readonly runId: number;
      readonly result: RunResult;
      readonly series: MarketSeries;
    }
  | { readonly kind: "rows"; readonly runId: number; readonly rows: RunRows }
  | { readonly kind: "series"; readonly runId: number; readonly series: MarketSeries }
  | { readonly kind: "lines"; readonly runId: number; readonly lines: readonly PlotSeries[] }
  | { readonly kind: "bounds"; readonly runId: number; readonly bounds: ExtremeBounds | undefined }
  | {
      readonly kind: "inspected";
      readonly runId: number;
      readonly inspectId: number;
      readonly answer: InspectedSteps | { readonly kind: "failed"; readonly failure: RunFailure };
    }
  | { readonly kind: "values"; readonly valuesId: number; readonly values: readonly SeriesValue[] }
  | {
      readonly kind: "exported";
      readonly runId: number;
      readonly exportId: number;
      readonly blob: Blob | undefined;
    }
  | {
      readonly kind: "orders";
      readonly askId: number;
      readonly runId: number;
      readonly rows: OrderRows | undefined;
    }
  | {
      readonly kind: "limits";
      readonly runId: number;
      readonly askId: number;
      /** Undefined: no run has ended. */
      readonly uses: readonly LimitUse[] | undefined;
    }
  | { readonly kind: "stopped"; readonly runId: number }
  | { readonly kind: "failed"; readonly runId: number; readonly failure: RunFailure };

/** Why there is no result. */
export interface RunFailure {
  /** A code of the runtime's set-up checks, or `internal`. */
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

/** A rule of the session with its place in the source. */
export interface RuleInfo {
  readonly strategyId: string;
  readonly ruleId: string;
  readonly kind: string;
  /** The condition as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** The figures of a run; rows and lines follow. */
export interface RunResult {
  readonly session: string;
  readonly strategies: readonly string[];
  readonly currency: string;
  readonly capital: string;
  readonly policy: string;
  readonly fees: readonly FeeInfo[];
  readonly bars: number;
  /** Open times of the first and the last bar. */
  readonly from: number;
  readonly to: number;
  readonly counts: SessionOutcome["counts"];
  readonly final: SessionOutcome["final"];
  readonly runs: readonly RunRow[];
  readonly metrics: Metrics;
  readonly months: readonly MonthReturn[];
  readonly rules: readonly RuleInfo[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly isGuarded: boolean;
  readonly digest: string;
  /** Milliseconds that the worker was busy, up to this message. */
  readonly workerMs: number;
}

/** What a fill costs in one market, and who says so. */
export interface FeeInfo {
  readonly market: string;
  /** Ratios of the notional. */
  readonly maker: number;
  readonly taker: number;
  readonly tickSize: string;
  readonly from: "settings" | "route" | "venue" | "inferred";
}

/** The money of a run at each bar of one market. */
export interface MarketSeries {
  readonly market: string;
  readonly equity: Float64Array;
  /** Fall from the peak so far, as a ratio, not positive. */
  readonly drawdown: Float64Array;
}

/** A line of a `plot`, a value for each bar of its market's data; NaN where it has none. */
export interface PlotSeries {
  readonly title: string;
  readonly strategyId: string;
  readonly pane: string | undefined;
  readonly market: string;
  readonly isBoolean: boolean;
  readonly values: Float64Array;
}

/** A stop, target or trail as it stood over some bars. */
export interface LevelRow {
  readonly market: string;
  readonly role: "stop" | "target" | "trail";
  readonly price: number;
  readonly fromBar: number;
  /** The bar at which it ended; undefined: it still works. */
  readonly toBar: number | undefined;
}

/** A fill as the chart draws it. */
export interface FillMark {
  readonly market: string;
  readonly bar: number;
  readonly side: "buy" | "sell";
  readonly role: string;
  readonly price: number;
  readonly quantity: string;
  readonly ruleId: string;
}

/** A bar of a market's data. */
export interface BarPlace {
  /** Row of the data, 0-based. */
  readonly bar: number;
  /** When it opens, milliseconds. */
  readonly time: number;
}

/** An order as the page lists it. Places are shared between rows, so that they are sent once. */
export interface OrderInfo
  extends Pick<
    OrderRow,
    | "market"
    | "ruleId"
    | "role"
    | "side"
    | "type"
    | "quantity"
    | "filled"
    | "limit"
    | "stop"
    | "state"
    | "reason"
  > {
  readonly strategyId: string;
  /** Where its rule is written; undefined: nothing in the plan asked for it. */
  readonly place: SourceSpan | undefined;
  readonly placed: BarPlace;
  /** Undefined: it still works. */
  readonly ended: BarPlace | undefined;
  /** Mean price of its fills, in quote currency. */
  readonly fillPrice: number | undefined;
}

/** What a rule asked for at the close of a bar, and what was decided on it. */
export interface DecisionInfo
  extends Pick<
      IntentRow,
      | "market"
      | "strategyId"
      | "ruleId"
      | "action"
      | "role"
      | "side"
      | "type"
      | "quantity"
      | "asked"
      | "limit"
      | "stop"
    >,
    Pick<DecisionRow, "outcome" | "code" | "limitId" | "limitSpan" | "because" | "observed" | "bound"> {
  readonly place: SourceSpan | undefined;
  readonly at: BarPlace;
}

export interface RunRows {
  readonly trades: readonly TradeRow[];
  readonly fills: readonly FillMark[];
  readonly levels: readonly LevelRow[];
}

/** Everything that was asked for and ordered; made when it is looked at. */
export interface OrderRows {
  readonly orders: readonly OrderInfo[];
  readonly decisions: readonly DecisionInfo[];
}
