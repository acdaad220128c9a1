import type { ExtremeBounds } from "ctk/runtime";
import type {
  MarketSeries,
  PlotSeries,
  RunFailure,
  RunResult,
  RunRows,
  RunSettings,
} from "../backtest/protocol.ts";
import type { DataSet } from "../data/data-set.ts";
import type { CompiledPlan, ShownDiagnostic } from "../language/protocol.ts";
import type { SweepCell, SweepFigure, TestReport } from "../research/protocol.ts";
import type { SweepAxis } from "../research/sweep-grid.ts";
import type { PastRun } from "./past-run.ts";

export type ThemeName = "light" | "dark";

/** The text in the editor. */
export interface Source {
  /** File name, such as `golden-cross.ctk`. */
  readonly name: string;
  readonly text: string;
}

/** What the compiler says about the present text. */
export interface Checked {
  /** The text that it is about. */
  readonly text: string;
  readonly diagnostics: readonly ShownDiagnostic[];
  /** Present when there is no error. */
  readonly plan: CompiledPlan | undefined;
}

export type RunStatus =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "stopped" }
  /** A market of the plan has no data that could stand for it. */
  | { readonly kind: "no-data"; readonly market: string }
  | { readonly kind: "failed"; readonly failure: RunFailure };

/** Everything that is known of the last run that ended. */
export interface Report {
  /** Rises with every run. */
  readonly runId: number;
  readonly result: RunResult;
  /** The plan and the settings, as the run had them. */
  readonly source: Source;
  readonly settings: RunSettings;
  /** Id of the data of each market, as the run had it. */
  readonly data: ReadonlyMap<string, string>;
  /** Symbol of each market, as the run had it. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Come after the result. */
  readonly rows: RunRows | undefined;
  readonly lines: readonly PlotSeries[];
  /** Null: under way. */
  readonly bounds: ExtremeBounds | undefined | null;
}

/** The tests of a plan, or why there is no result of them. */
export interface TestState {
  /** The text that they are about. */
  readonly text: string;
  readonly report: TestReport | undefined;
  readonly problem: string | undefined;
}

/** What a sweep is over, and which figure its map shows; parameters as `Strategy.name`. */
export interface SweepChoice {
  readonly across: string | undefined;
  /** `none`: one parameter alone. */
  readonly down: string | undefined;
  readonly figure: SweepFigure;
}

/** A sweep as far as it has come. */
export interface SweepState {
  /** What it was made with beside the swept parameters: see `sweepKey`. */
  readonly key: string;
  readonly axes: readonly SweepAxis[];
  /** It looks at a part of the ranges. */
  readonly isPart: boolean;
  /** By number; undefined: not run yet. */
  readonly cells: readonly (SweepCell | undefined)[];
  readonly status:
    | { readonly kind: "running" }
    | { readonly kind: "done" | "stopped"; readonly ms: number }
    | { readonly kind: "failed"; readonly failure: RunFailure };
}

/** What the user looks at: rows of the charted market's data. */
export interface Selection {
  /** Index of a trade of the report. */
  readonly trade: number | undefined;
  /** A bar of the charted market. */
  readonly bar: number | undefined;
}

export interface AppState {
  readonly theme: ThemeName;
  readonly source: Source;
  readonly checked: Checked | undefined;
  /** All data that is loaded, by id. */
  readonly dataSets: ReadonlyMap<string, DataSet>;
  /** The user's choice of data by market name; others are chosen by symbol. */
  readonly dataChoice: Readonly<Record<string, string>>;
  readonly settings: RunSettings;
  readonly status: RunStatus;
  readonly report: Report | undefined;
  /** The report is of another text, other data or other settings than the present ones. */
  readonly isStale: boolean;
  /** Market whose bars the chart shows. */
  readonly chartMarket: string | undefined;
  readonly series: MarketSeries | undefined;
  /** Names of `let`s, as `Strategy.name`, that are drawn as well. */
  readonly watched: readonly string[];
  readonly selection: Selection;
  /** What the scenarios and checks of the plan came to; undefined before they have run. */
  readonly tests: TestState | undefined;
  /** Runs to compare the present one with, the newest last. */
  readonly history: readonly PastRun[];
  /** The two runs that are compared; undefined: the last that was kept or the one before, and the present one. */
  readonly compared: { readonly before: number | undefined; readonly after: number | undefined };
  readonly sweepChoice: SweepChoice;
  readonly sweep: SweepState | undefined;
  /** Id of the result panel in front. */
  readonly panel: string;
  /** What a panel is to come to, a test by its title or a strategy by its name, until it has. */
  readonly wanted: { readonly panel: string; readonly name: string } | undefined;
  /** What a narrow screen shows. */
  readonly view: "code" | "chart" | "results";
  /** A sentence for the user, until the next one. */
  readonly notice: { readonly text: string; readonly isProblem: boolean } | undefined;
}
