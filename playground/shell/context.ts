import type { LanguageClient } from "../language/client.ts";
import type { Sweeps } from "../research/sweeps.ts";
import type { AppState } from "../state/app-state.ts";
import type { Controller } from "../state/controller.ts";
import type { Store } from "../state/store.ts";

/** Moves the user's eye; places that are not there yet are left alone. */
export interface Navigator {
  /** A stretch of the text in the editor. */
  readonly toSource: (start: number, end: number) => void;
  /** A trade of the report, in the chart. */
  readonly toTrade: (index: number) => void;
  /** A bar of a market, by its symbol; left out: of the charted one. */
  readonly toBar: (bar: number, symbol?: string) => void;
}

/** What every part of the page works with. */
export interface AppContext {
  readonly store: Store<AppState>;
  readonly controller: Controller;
  readonly language: LanguageClient;
  readonly sweeps: Sweeps;
  readonly navigator: Navigator;
}
