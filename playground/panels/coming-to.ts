import type { AppState } from "../state/app-state.ts";
import type { Store } from "../state/store.ts";

/**
 * What brings a panel to the place that it is wanted at. `go` says whether it is there: what is not there yet stays wanted,
 * until the panel has drawn it.
 */
export const comingTo =
  (panel: string, store: Store<AppState>, go: (name: string) => boolean): (() => void) =>
  () => {
    // The panel may come into view by the same change: what is hidden takes no focus.
    requestAnimationFrame(() => {
      const { wanted } = store.get();
      if (wanted?.panel === panel && go(wanted.name)) store.set({ wanted: undefined });
    });
  };
