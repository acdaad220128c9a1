import type { AppState, ThemeName } from "../state/app-state.ts";
import type { Store } from "../state/store.ts";
import { remember, remembered } from "./memory.ts";

const KEY = "theme";

/** The theme that the user chose, else that of the system. */
export const firstTheme = (): ThemeName => {
  const kept = remembered(KEY);
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
};

/** Keeps the page in the store's theme. */
export const applyTheme = (store: Store<AppState>): void => {
  store.watch(
    ({ theme }) => theme,
    (theme) => {
      document.documentElement.dataset.theme = theme;
    },
  );
};

/** Turns light to dark and back. */
export const toggleTheme = (store: Store<AppState>): void => {
  const theme = store.get().theme === "light" ? "dark" : "light";
  remember(KEY, theme);
  store.set({ theme });
};
