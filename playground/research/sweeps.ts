import type { RunRequest } from "../backtest/protocol.ts";
import type { DataSet } from "../data/data-set.ts";
import type { CompiledPlan, PlanParam } from "../language/protocol.ts";
import type { AppState } from "../state/app-state.ts";
import { isUsual, strategiesInRun } from "../state/session-strategies.ts";
import type { Store } from "../state/store.ts";
import type { FromResearch, SweepRequest } from "./protocol.ts";
import { axisValues, cellCount, paramsOfCell, type SweepAxis } from "./sweep-grid.ts";

/** What the worker tells of a sweep. */
export type SweepEvent = Extract<FromResearch, { readonly kind: "swept" | "sweep-ended" }>;

/** What runs sweeps. */
export interface SweepClient {
  /** Begins a sweep over data of the page, and ends the one before; events of an older one do not come any more. */
  readonly sweep: (
    request: SweepRequest,
    data: ReadonlyMap<string, DataSet>,
    onEvent: (event: SweepEvent) => void,
  ) => void;
  readonly stopSweep: () => void;
}

/** Sweeps as panels see them; what they come to stands in the store. */
export interface Sweeps {
  /** Begins a sweep, and ends the one before. */
  readonly start: (axes: readonly SweepAxis[], isPart?: boolean) => Promise<void>;
  readonly stop: () => void;
}

interface Parts {
  readonly store: Store<AppState>;
  readonly research: SweepClient;
  readonly request: () => Promise<RunRequest | undefined>;
}

/** Runs sweeps in the research worker and keeps what they come to in the store. */
export const createSweeps = ({ store, research, request }: Parts): Sweeps => {
  /** Of several that wait for their data, the last begins. */
  let asked = 0;
  return {
    start: async (axes, isPart = false) => {
      asked += 1;
      const own = asked;
      const run = await request();
      if (own !== asked || run === undefined || axes.length === 0) return;
      const cells = Array.from({ length: cellCount(axes) }, () => undefined);
      const key = sweepKey(store.get(), axes);
      store.set({ sweep: { key, axes, isPart, cells, status: { kind: "running" } } });
      research.sweep({ run, axes }, store.get().dataSets, (event) => {
        const { sweep } = store.get();
        if (sweep === undefined) return;
        if (event.kind === "swept") {
          store.set({
            sweep: { ...sweep, cells: sweep.cells.map((cell, index) => event.cells.get(index) ?? cell) },
          });
          return;
        }
        const { how, ms } = event;
        const status =
          typeof how === "string" ? { kind: how, ms } : { kind: "failed" as const, failure: how };
        store.set({ sweep: { ...sweep, status } });
      });
    },
    stop: research.stopSweep,
  };
};

/** What a sweep is made with beside the parameters that it varies: where it is another, the sweep is out of date. */
export const sweepKey = (
  { source, dataChoice, settings }: Pick<AppState, "source" | "dataChoice" | "settings">,
  axes: readonly SweepAxis[],
): string => {
  const swept = new Set(axes.map(axisKey));
  const others = Object.entries(settings.params).flatMap(([strategy, values]) =>
    Object.entries(values)
      .filter(([name]) => !swept.has(`${strategy}.${name}`))
      .map((entry) => [strategy, ...entry]),
  );
  return JSON.stringify([source.text, dataChoice, { ...settings, params: others }]);
};

/** `Strategy.name`. */
export const axisKey = ({ strategy, name }: Pick<SweepAxis, "strategy" | "name">): string =>
  `${strategy}.${name}`;

/** A parameter that can be swept. */
export interface SweptParam {
  readonly strategy: string;
  readonly param: PlanParam;
}

/** The parameters with a range of the strategies that the session runs. */
export const sweptParams = (plan: CompiledPlan, settings: AppState["settings"]): readonly SweptParam[] =>
  strategiesInRun(plan, settings).flatMap(({ id, params }) =>
    params.filter(({ range }) => range !== undefined).map((param) => ({ strategy: id, param })),
  );

/** Most values of a parameter of two, and of one alone. */
export const MOST = { two: 12, one: 24 } as const;

/** The axes of a choice: the first two parameters where it names none. */
export const axesOf = (
  params: readonly SweptParam[],
  { across, down }: AppState["sweepChoice"],
  values: AppState["settings"]["params"],
): readonly SweepAxis[] => {
  const keyOf = ({ strategy, param }: SweptParam): string => axisKey({ strategy, name: param.name });
  const first = params.find((item) => keyOf(item) === across) ?? params[0];
  if (first === undefined) return [];
  const others = params.filter((item) => item !== first);
  const second = down === "none" ? undefined : (others.find((item) => keyOf(item) === down) ?? others[0]);
  const chosen = second === undefined ? [first] : [first, second];
  return chosen.map(({ strategy, param }) => ({
    strategy,
    name: param.name,
    type: param.type,
    values: axisValues(
      param,
      values[strategy]?.[param.name] ?? param.default,
      chosen.length === 1 ? MOST.one : MOST.two,
    ),
  }));
};

/** The parameters of the sliders with those of a cell; what the session gives is left out, as the sliders do. */
export const settingsOfCell = (
  swept: readonly SweptParam[],
  params: AppState["settings"]["params"],
  axes: readonly SweepAxis[],
  cell: number,
): AppState["settings"]["params"] =>
  Object.fromEntries(
    Object.entries(paramsOfCell(params, axes, cell)).map(([strategy, values]) => {
      const declared = swept.filter((item) => item.strategy === strategy).map(({ param }) => param);
      const changed = Object.entries(values).filter(([name, value]) => {
        const param = declared.find((item) => item.name === name);
        return param === undefined || !isUsual(param, value);
      });
      return [strategy, Object.fromEntries(changed)];
    }),
  );
