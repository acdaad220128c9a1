import type { AppContext } from "../shell/context.ts";
import type { AppState } from "../state/app-state.ts";

/** A tab below the chart. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** A number beside the title; undefined: none. */
  readonly badge?: (state: AppState) => string | undefined;
  /** The panel shows what a run gave, and is dimmed while that is out of date. */
  readonly isResult: boolean;
  /** Builds the panel when it comes to the front. Returns what to do when it leaves. */
  readonly mount: (host: HTMLElement, context: AppContext) => () => void;
}
