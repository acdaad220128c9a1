import type { BacktestClient, BacktestEvent } from "../backtest/client.ts";
import type {
  FeedChoice,
  InspectedSteps,
  RunFailure,
  RunRequest,
  SeriesValue,
} from "../backtest/protocol.ts";
import { chooseOrigin, fundingFor } from "../data/choice.ts";
import type { DataClient } from "../data/client.ts";
import type { DataOrigin, DataSet } from "../data/data-set.ts";
import { dataId, type LoadResult, loadOrigin, readFile } from "../data/library.ts";
import type { LanguageClient } from "../language/client.ts";
import type { CompiledPlan } from "../language/protocol.ts";
import type { AppState, Report } from "./app-state.ts";
import { chartBars } from "./chart-bars.ts";
import type { PastRun } from "./past-run.ts";
import type { Store } from "./store.ts";

/** What the user can do; panels and keys call these. */
export interface Controller {
  /** Another text of the same file. */
  readonly edit: (text: string) => void;
  /** Another file, with the data that it is meant for. */
  readonly open: (name: string, text: string, data: Readonly<Record<string, string>>) => void;
  readonly run: () => void;
  readonly stop: () => void;
  readonly setParam: (strategy: string, name: string, value: number | boolean | undefined) => void;
  readonly setSettings: (change: Partial<AppState["settings"]>) => void;
  /** All settings of the run. */
  readonly replaceSettings: (settings: AppState["settings"]) => void;
  /** Uses data for a market of the plan. */
  readonly chooseData: (market: string, origin: Exclude<DataOrigin, { kind: "file" }>) => Promise<void>;
  /** Reads a file and uses it for a market. */
  readonly takeFile: (market: string, file: File) => Promise<LoadResult>;
  readonly showMarket: (market: string) => void;
  /** What a run of the present text is made of; undefined: it has errors, has not been checked yet, or lacks data. */
  readonly request: () => Promise<RunRequest | undefined>;
  /** What the rules of the present plan were from one close time to another; undefined: it has changed meanwhile. */
  readonly inspect: (
    from: number,
    to: number,
  ) => Promise<InspectedSteps | { readonly kind: "failed"; readonly failure: RunFailure } | undefined>;
  /** What the series of the present plan were at a bar of the charted market; none while they are not known. */
  readonly valuesAt: (bar: number) => Promise<readonly SeriesValue[]>;
  /** A file of the last run that ended; undefined before there is one. */
  readonly exportRun: BacktestClient["exportRun"];
  /** Opens the plan of an older run with its data and settings. */
  readonly goBackTo: (run: PastRun) => void;
  /** What the last run used of each limit; undefined before there is one. */
  readonly limits: BacktestClient["limits"];
  /** Everything that the last run asked for and ordered. */
  readonly orders: BacktestClient["orders"];
  /** Draws a `let` of a strategy, or stops drawing it. */
  readonly toggleWatch: (key: string) => void;
}

/** What the run under way was asked with. */
interface Wanted {
  readonly key: string;
  readonly report: Pick<Report, "source" | "settings" | "data" | "symbols">;
}

/** Typing pauses of this length start a check. */
const PAUSE_MS = 120;

export interface Parts {
  readonly store: Store<AppState>;
  readonly language: LanguageClient;
  readonly data: DataClient;
  readonly startBacktests: (onEvent: (event: BacktestEvent) => void) => BacktestClient;
}

/** Checks after edits, runs what is valid, and keeps the store up to date. */
export const createController = ({ store, language, data, startBacktests }: Parts): Controller => {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let running = 0;
  /** The plan, data and settings of the report, as one text. */
  let reported = "";
  let wanted: Wanted | undefined;
  const loading = new Map<string, Promise<LoadResult>>();

  const backtests = startBacktests((event) => {
    if (event.runId === running) receive(event);
  });

  const receive = (event: BacktestEvent): void => {
    const { report } = store.get();
    switch (event.kind) {
      case "progress":
        store.set({ status: { kind: "running", done: event.done, total: event.total } });
        return;
      case "result":
        if (wanted === undefined) return;
        reported = wanted.key;
        store.set({
          report: {
            ...wanted.report,
            runId: event.runId,
            result: event.result,
            rows: undefined,
            lines: report?.lines ?? [],
            bounds: null,
          },
          series: event.series,
          chartMarket: event.series.market,
          status: { kind: "idle" },
          isStale: false,
          selection: { trade: undefined, bar: undefined },
        });
        return;
      case "rows":
        if (report !== undefined) store.set({ report: { ...report, rows: event.rows } });
        return;
      case "lines":
        if (report !== undefined) store.set({ report: { ...report, lines: event.lines } });
        return;
      case "bounds":
        if (report !== undefined) store.set({ report: { ...report, bounds: event.bounds } });
        return;
      case "series":
        store.set({ series: event.series, chartMarket: event.series.market });
        return;
      case "stopped":
        store.set({ status: { kind: "stopped" } });
        return;
      case "failed":
        store.set({ status: { kind: "failed", failure: event.failure } });
        return;
    }
  };

  const load = async (origin: Exclude<DataOrigin, { kind: "file" }>): Promise<LoadResult> => {
    const id = dataId(origin);
    const known = store.get().dataSets.get(id);
    if (known !== undefined) return { ok: true, data: known };
    const pending = loading.get(id) ?? loadOrigin(data, origin);
    loading.set(id, pending);
    const result = await pending;
    loading.delete(id);
    if (result.ok && !store.get().dataSets.has(id)) keep(result.data);
    return result;
  };

  const keep = (item: DataSet): void => {
    backtests.give(item);
    store.set({ dataSets: new Map(store.get().dataSets).set(item.id, item) });
  };

  /** The data of every market, loaded; undefined where one cannot be. */
  const feedsOf = async (plan: CompiledPlan): Promise<readonly FeedChoice[] | undefined> => {
    const feeds: FeedChoice[] = [];
    for (const market of plan.markets) {
      const chosen = store.get().dataChoice[market.name];
      if (chosen?.startsWith("file:") === true && store.get().dataSets.has(chosen)) {
        feeds.push({ ...market, market: market.name, bars: chosen });
        continue;
      }
      const origin = chooseOrigin(market, plan, chosen);
      const result = await load(origin);
      if (!result.ok) {
        store.set({ status: { kind: "no-data", market: market.name }, notice: noticeOf(result) });
        return undefined;
      }
      const fundingOrigin = fundingFor(market, origin);
      const funding = fundingOrigin && (await load(fundingOrigin));
      feeds.push({
        ...market,
        market: market.name,
        bars: result.data.id,
        ...(funding?.ok === true ? { funding: funding.data.id } : {}),
      });
    }
    return feeds;
  };

  const requestOf = async (plan: CompiledPlan): Promise<RunRequest | undefined> => {
    const feeds = await feedsOf(plan);
    if (feeds === undefined) return undefined;
    const { settings } = store.get();
    return {
      plan: plan.module,
      feeds,
      settings: { ...settings, params: knownParams(plan, settings.params) },
      ...(plan.plotted === undefined ? {} : { plotted: plan.plotted }),
    };
  };

  const run = async (): Promise<void> => {
    const { checked, source } = store.get();
    if (checked?.plan === undefined || checked.text !== source.text) return;
    const request = await requestOf(checked.plan);
    if (request === undefined || store.get().source.text !== checked.text) return;
    const { plotted: _, ...identity } = request;
    const key = JSON.stringify(identity);
    if (key === reported && store.get().status.kind === "idle") {
      store.set({ isStale: false });
      return;
    }
    wanted = {
      key,
      report: {
        source,
        settings: request.settings,
        data: new Map(request.feeds.map(({ market, bars }) => [market, bars])),
        symbols: new Map(request.feeds.map(({ market, symbol }) => [market, symbol])),
      },
    };
    store.set({ status: { kind: "running", done: 0, total: 0 }, isStale: store.get().report !== undefined });
    running = backtests.run(request);
  };

  const check = async (): Promise<void> => {
    clearTimeout(pause);
    const { source, watched } = store.get();
    const checked = await language.check(source.name, source.text, watched);
    if (checked === undefined || store.get().source.text !== checked.text) return;
    store.set({ checked, isStale: store.get().report !== undefined });
    await run();
  };

  const edit = (text: string): void => {
    if (text === store.get().source.text) return;
    store.set({ source: { ...store.get().source, text }, isStale: store.get().report !== undefined });
    clearTimeout(pause);
    pause = setTimeout(() => void check(), PAUSE_MS);
  };

  const openPlan = (
    name: string,
    text: string,
    choice: AppState["dataChoice"],
    settings: AppState["settings"],
  ): void => {
    store.set({
      source: { name, text },
      checked: undefined,
      dataChoice: choice,
      settings,
      watched: [],
      selection: { trade: undefined, bar: undefined },
      isStale: store.get().report !== undefined,
      notice: undefined,
    });
    void check();
  };

  const changed = (): void => {
    store.set({ isStale: store.get().report !== undefined });
    void run();
  };

  return {
    edit,
    open: (name, text, choice) => openPlan(name, text, choice, { params: {} }),
    goBackTo: ({ source, data, settings }) =>
      openPlan(source.name, source.text, Object.fromEntries(data), settings),
    run: () => {
      reported = "";
      void run();
    },
    stop: () => backtests.stop(),
    setParam: (strategy, name, value) => {
      const { settings } = store.get();
      const { [name]: _, ...others } = settings.params[strategy] ?? {};
      const values = value === undefined ? others : { ...others, [name]: value };
      store.set({ settings: { ...settings, params: { ...settings.params, [strategy]: values } } });
      changed();
    },
    setSettings: (change) => {
      store.set({ settings: { ...store.get().settings, ...change } });
      changed();
    },
    replaceSettings: (settings) => {
      store.set({ settings });
      changed();
    },
    chooseData: async (market, origin) => {
      const result = await load(origin);
      if (!result.ok) {
        store.set({ notice: noticeOf(result) });
        return;
      }
      store.set({ dataChoice: { ...store.get().dataChoice, [market]: result.data.id }, notice: undefined });
      changed();
    },
    takeFile: async (market, file) => {
      const result = await readFile(data, file);
      if (!result.ok) return result;
      keep(result.data);
      store.set({ dataChoice: { ...store.get().dataChoice, [market]: result.data.id }, notice: undefined });
      reported = "";
      changed();
      return result;
    },
    valuesAt: async (bar) => {
      const { checked, source, chartMarket } = store.get();
      const bars = chartBars(store.get());
      const plan = checked?.text === source.text ? checked.plan : undefined;
      if (plan === undefined || chartMarket === undefined || bars === undefined) return [];
      const run = await requestOf(plan);
      if (run === undefined) return [];
      const names = new Map(plan.strategies.map(({ id, lets }) => [id, lets.map(({ name }) => name)]));
      return backtests.valuesAt({
        run,
        names,
        market: chartMarket,
        time: (bars.time[bar] ?? 0) + bars.interval,
      });
    },
    exportRun: (what) => backtests.exportRun(what),
    limits: () => backtests.limits(),
    orders: () => backtests.orders(),
    request: async () => {
      const { checked, source } = store.get();
      if (checked?.plan === undefined || checked.text !== source.text) return undefined;
      const request = await requestOf(checked.plan);
      return store.get().source.text === checked.text ? request : undefined;
    },
    showMarket: (market) => backtests.align(market),
    inspect: async (from, to) => {
      const { checked, source } = store.get();
      if (checked?.plan === undefined || checked.text !== source.text) return undefined;
      const request = await requestOf(checked.plan);
      if (request === undefined) return undefined;
      if (store.get().source.text !== checked.text) return undefined;
      return backtests.inspect({ run: request, tests: checked.plan.tests, from, to });
    },
    toggleWatch: (key) => {
      const { watched } = store.get();
      store.set({
        watched: watched.includes(key) ? watched.filter((other) => other !== key) : [...watched, key],
      });
      void replot();
    },
  };

  /** The lines of the present report, after a series was watched or not any more. */
  async function replot(): Promise<void> {
    const { source, watched } = store.get();
    const checked = await language.check(source.name, source.text, watched);
    if (checked?.plan === undefined || store.get().source.text !== checked.text) return;
    store.set({ checked });
    const request = await requestOf(checked.plan);
    if (request !== undefined && store.get().status.kind === "idle") backtests.plot(request);
  }
};

/** Values of parameters that the plan still has, and still allows. */
const knownParams = (
  plan: CompiledPlan,
  params: AppState["settings"]["params"],
): AppState["settings"]["params"] =>
  Object.fromEntries(
    plan.strategies.map(({ id, params: declared }) => [
      id,
      Object.fromEntries(
        Object.entries(params[id] ?? {}).filter(([name, value]) => {
          const range = declared.find((param) => param.name === name)?.range;
          if (range?.kind === "choices") return range.values.includes(value);
          return (
            range?.kind === "range" && typeof value === "number" && value >= range.low && value <= range.high
          );
        }),
      ),
    ]),
  );

const noticeOf = (result: Extract<LoadResult, { ok: false }>): AppState["notice"] => {
  const [first] = result.problems;
  return {
    text: first === undefined ? "The data cannot be used." : `${first.text}. ${first.fix}`,
    isProblem: true,
  };
};
