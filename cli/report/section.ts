import type { Metrics, ResultContext, SessionModule, SessionOutcome } from "../../runtime/index.ts";
import type { LoadedFeed } from "../backtest/feeds.ts";
import type { Paint } from "../palette.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly outcome: SessionOutcome;
  readonly session: SessionModule;
  readonly loaded: readonly LoadedFeed[];
  readonly context: ResultContext;
  readonly metrics: Metrics;
  /** Fee rate of the command, as a decimal string. */
  readonly fee: string | undefined;
}

export interface ReportStyle {
  readonly width: number;
  readonly paint: Paint;
}

/** A part of the report: lines under a heading; none where there is nothing to say. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A number in the colour of its sign. */
export function bySign(paint: Paint, value: number, text: string): string {
  return value > 0 ? paint.good(text) : value < 0 ? paint.bad(text) : text;
}
