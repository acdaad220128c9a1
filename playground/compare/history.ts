import type { AppState } from "../state/app-state.ts";
import { barsOfMarket } from "../state/chart-bars.ts";
import { type PastRun, pastRunOf } from "../state/past-run.ts";
import type { Store } from "../state/store.ts";

/** Runs that are remembered without having been kept. */
const RECENT = 12;

/** Remembers every run once its rows are known, those that came to the same but once. */
export const keepHistory = (store: Store<AppState>): void => {
  store.watchAny([({ report }) => report?.rows, ({ series }) => series], () => {
    const { report, series, history } = store.get();
    const bars = barsOfMarket(store.get(), series?.market);
    if (report?.rows === undefined || series === undefined || bars === undefined) return;
    if (history.some(({ runId }) => runId === report.runId)) return;
    const run = pastRunOf(report, series, bars);
    store.set({ history: trimmed([...history.filter((item) => item.isKept || !isSame(item, run)), run]) });
  });
};

/** The same decisions and fills on the same data: a text that says it in other words is no other run. */
const isSame = (one: PastRun, other: PastRun): boolean =>
  one.result.digest === other.result.digest &&
  one.source.name === other.source.name &&
  one.data.size === other.data.size &&
  [...one.data].every(([market, id]) => other.data.get(market) === id);

/** The runs that were kept, and the last few of the others. */
const trimmed = (runs: readonly PastRun[]): readonly PastRun[] => {
  const recent = runs.filter(({ isKept }) => !isKept).slice(-RECENT);
  return runs.filter((run) => run.isKept || recent.includes(run));
};

/** The two runs that are compared: as chosen, else the last kept or the one before, and the present one. */
export const comparedRuns = ({
  history,
  compared,
}: Pick<AppState, "history" | "compared">): { readonly before?: PastRun; readonly after?: PastRun } => {
  const named = (runId: number | undefined): PastRun | undefined =>
    history.find((run) => run.runId === runId);
  const after = named(compared.after) ?? history.at(-1);
  const others = history.filter((run) => run !== after);
  const before = named(compared.before) ?? others.findLast(({ isKept }) => isKept) ?? others.at(-1);
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
};
