import {
  type AnySeries,
  type Column,
  createScan,
  type Kernel,
  type Operation,
  operations,
  type ScanSeries,
  type SourceField,
} from "ctk/stdlib";
import type { MarketBars } from "../market/bars.ts";
import { Aggregator, type BarWindow, createBarWindows } from "./aggregator.ts";
import type { ClockWindow } from "./clock-window.ts";

/** One distinct feature: interned, so that equal series of any strategies on a feed are computed once. */
export interface FeatureNode {
  readonly id: number;
  readonly clock: number;
  readonly type: "number" | "boolean";
  readonly inputs: readonly FeatureNode[];
  readonly series: AnySeries;
  /** Of a source: the feed of the timeline that it reads. */
  readonly feed: number;
  /** Distance from the sources: kernels run in this order. */
  readonly level: number;
  /** Bars of its own clock before the first defined value; of held features and their uses, see `armedBar`. */
  readonly lookback: number;
}

const clockOf = (series: AnySeries): number | undefined => {
  switch (series.kind) {
    case "source":
      return series.clock;
    case "held":
      return series.to;
    case "constant":
      return undefined;
    case "operation":
      return clockOfAny(series.inputs);
    case "scan":
      return clockOfAny([series.initial, ...Object.values(series.inputs)]);
  }
};

const clockOfAny = (inputs: readonly AnySeries[]): number | undefined => {
  for (const input of inputs) {
    const clock = clockOf(input);
    if (clock !== undefined) return clock;
  }
  return undefined;
};

/** `own`: what identifies a step without a key. */
const scanKey = ({ inputs, constants, key }: ScanSeries, own: number): string =>
  JSON.stringify([
    Object.keys(inputs),
    Object.entries(constants).map(([name, value]) => [name, Object.is(value, -0) ? "-0" : String(value)]),
    key ?? own,
  ]);

/** Texts could hold the separators of a key. */
const textsKey = (texts: readonly string[] | undefined): string =>
  texts === undefined ? "" : ` ${JSON.stringify(texts)}`;

const operationNamed = (name: string): Operation => {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`ctk/stdlib has no operation named ${JSON.stringify(name)}`);
  return operation;
};

/** What the slots of one strategy stand for: a feed of the timeline each. Series are visited once for each binding. */
export interface Binding {
  /** Throws for a slot that the strategy does not have. */
  readonly feedOf: (slot: string) => number;
  readonly memo: Map<AnySeries, Map<number, FeatureNode>>;
}

/** A binding of slots to feeds by number. */
export const bindSlots = (feeds: Readonly<Record<string, number>>): Binding => ({
  feedOf: (slot) => {
    const feed = feeds[slot];
    if (feed === undefined) throw new Error(`no market is bound to ${JSON.stringify(slot)}`);
    return feed;
  },
  memo: new Map(),
});

/** The features of all strategies on one timeline of feeds, interned first and then laid out in columns. */
export class FeatureGraph {
  private readonly nodes: FeatureNode[] = [];
  private readonly byKey = new Map<string, FeatureNode>();
  private readonly steps = new Map<ScanSeries["step"], number>();
  private readonly feedClock: number;
  private readonly feedCount: number;

  constructor(feedClock: number, feedCount = 1) {
    this.feedClock = feedClock;
    this.feedCount = feedCount;
  }

  /** Number of distinct features. */
  get size(): number {
    return this.nodes.length;
  }

  /** The fields that features read, with the feed of each. */
  sources(): readonly { readonly feed: number; readonly field: SourceField }[] {
    return this.nodes.flatMap(({ series, feed }) =>
      series.kind === "source" ? [{ feed, field: series.field }] : [],
    );
  }

  /** The node of a series; `clock` is the clock of a series that is constant over bars. */
  intern(series: AnySeries, clock: number, binding: Binding): FeatureNode {
    const own = clockOf(series) ?? clock;
    const { memo } = binding;
    const known = memo.get(series)?.get(own);
    if (known !== undefined) return known;
    const node = this.internOn(series, own, binding);
    const byClock = memo.get(series) ?? new Map<number, FeatureNode>();
    byClock.set(own, node);
    memo.set(series, byClock);
    return node;
  }

  private internOn(series: AnySeries, clock: number, binding: Binding): FeatureNode {
    switch (series.kind) {
      case "source": {
        // The times of a bar are those of the timeline, whichever market is asked.
        const feed = series.field === "time" ? 0 : binding.feedOf(series.slot);
        return this.add(`s ${feed} ${series.field} ${clock}`, series, clock, [], 0, feed);
      }
      case "constant":
        return this.add(
          `c ${series.type} ${Object.is(series.value, -0) ? "-0" : series.value} ${clock}`,
          series,
          clock,
          [],
          0,
        );
      case "held": {
        const input = this.intern(series.input, series.from, binding);
        return this.add(`h ${input.id} ${series.asOf} ${clock}`, series, clock, [input], 0);
      }
      case "operation": {
        const operation = operationNamed(series.operation);
        const inputs = series.inputs.map((input) => this.intern(input, clock, binding));
        const lookback =
          Math.max(0, ...inputs.map((input) => input.lookback)) + operation.lookback(series.constants);
        const key = `o ${series.operation} ${inputs.map((input) => input.id).join(",")} ${series.constants.join(",")}${textsKey(series.texts)}`;
        return this.add(inputs.length === 0 ? `${key} ${clock}` : key, series, clock, inputs, lookback);
      }
      case "scan": {
        const inputs = [series.initial, ...Object.values(series.inputs)].map((input) =>
          this.intern(input, clock, binding),
        );
        const lookback = Math.max(...inputs.map((input) => input.lookback));
        const key = `x ${inputs.map((input) => input.id).join(",")} ${scanKey(series, this.stepNumber(series.step))}`;
        return this.add(key, series, clock, inputs, lookback);
      }
    }
  }

  /** Steps without a key are told apart by the function itself. */
  private stepNumber(step: ScanSeries["step"]): number {
    const number = this.steps.get(step) ?? this.steps.size;
    this.steps.set(step, number);
    return number;
  }

  private add(
    key: string,
    series: AnySeries,
    clock: number,
    inputs: readonly FeatureNode[],
    lookback: number,
    feed = 0,
  ): FeatureNode {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const level = inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map((input) => input.level));
    const node: FeatureNode = {
      id: this.nodes.length,
      clock,
      type: series.type,
      inputs,
      series,
      feed,
      level,
      lookback,
    };
    this.nodes.push(node);
    this.byKey.set(key, node);
    return node;
  }

  /** Lays the features out in columns and instantiates their kernels. */
  layOut(blockSize: number, clocks: readonly number[]): FeatureColumns {
    return new FeatureColumns(this.nodes, this.feedClock, blockSize, clocks, this.feedCount);
  }
}

interface ClockPlan {
  /** Windows of the markets, and the first of them. */
  readonly feeds: readonly BarWindow[];
  readonly bars: BarWindow;
  readonly aggregator: Aggregator | undefined;
  readonly kernels: Kernel[];
  readonly held: HeldColumn[];
}

/** A slower clock's column seen from a faster one: at each fast bar the last slow bar that had closed. */
class HeldColumn {
  readonly node: FeatureNode;
  /** Bar number of the faster clock at which the input's first defined value became visible. */
  armedBar = Number.POSITIVE_INFINITY;
  private readonly from: Column;
  private readonly to: Column;
  private readonly slow: BarWindow;
  private readonly fast: BarWindow;
  private readonly interval: number;
  private readonly asOfOpen: boolean;
  private seen = -1;
  private last: number;

  constructor(
    node: FeatureNode,
    from: Column,
    to: Column,
    slow: BarWindow,
    fast: BarWindow,
    asOf: "open" | "close",
  ) {
    this.node = node;
    this.from = from;
    this.to = to;
    this.slow = slow;
    this.fast = fast;
    this.interval = fast.window.clock;
    this.asOfOpen = asOf === "open";
    this.last = node.type === "number" ? Number.NaN : 2;
  }

  run(fromIndex: number, toIndex: number, lookback: number): void {
    const { window, time } = this.slow;
    const clock = window.clock;
    for (let index = fromIndex; index < toIndex; index++) {
      const now = (this.fast.time[index] as number) + (this.asOfOpen ? 0 : this.interval);
      while (this.seen + 1 < window.count) {
        const next = window.indexOf(this.seen + 1);
        if ((time[next] as number) + clock > now) break;
        this.seen++;
        this.last = this.from[next] as number;
        if (this.seen === lookback) this.armedBar = this.fast.window.barAt(index);
      }
      this.to[index] = this.last;
    }
  }
}

const BATCH = 4;

/** The columns of a feed's features, advanced block by block. */
export class FeatureColumns {
  readonly base: ClockPlan;
  private readonly plans = new Map<number, ClockPlan>();
  private readonly columns: Column[] = [];
  private readonly nodes: readonly FeatureNode[];
  private readonly heldByNode = new Map<number, HeldColumn>();
  private readonly copied: readonly { readonly feed: number; readonly field: SourceField }[];
  private readonly feedClock: number;
  private readonly feedCount: number;

  constructor(
    nodes: readonly FeatureNode[],
    feedClock: number,
    blockSize: number,
    clocks: readonly number[],
    feedCount: number,
  ) {
    this.nodes = nodes;
    this.feedClock = feedClock;
    this.feedCount = feedCount;
    const all = [...new Set([feedClock, ...clocks, ...nodes.map((node) => node.clock)])].sort(
      (a, b) => b - a,
    );
    for (const clock of all) this.plans.set(clock, this.planClock(clock, blockSize));
    this.base = this.planOf(feedClock);
    // Market orders fill at single opens, far apart: in the window they are still in the cache.
    this.copied = this.base.feeds.flatMap((_, feed) => {
      const fields = nodes.flatMap((node) =>
        node.series.kind === "source" && node.clock === feedClock && node.feed === feed
          ? [node.series.field]
          : [],
      );
      return [...new Set<SourceField>(["open", ...fields])].map((field) => ({ feed, field }));
    });
    for (const node of nodes) this.columns.push(this.columnFor(node));
    for (const clock of all) this.schedule(clock);
  }

  private planClock(clock: number, blockSize: number): ClockPlan {
    let history = 2;
    for (const node of this.nodes) {
      if (node.clock !== clock || node.series.kind !== "operation") continue;
      history = Math.max(history, operationNamed(node.series.operation).history(node.series.constants));
    }
    const fields = new Set(
      this.nodes.flatMap((node) => (node.series.kind === "source" ? [node.series.field] : [])),
    );
    const feeds = createBarWindows(clock, history, blockSize, this.feedCount, fields);
    const [bars] = feeds;
    if (bars === undefined) throw new Error("a timeline has at least one feed");
    const aggregator = clock === this.feedClock ? undefined : new Aggregator(feeds);
    return { feeds, bars, aggregator, kernels: [], held: [] };
  }

  private planOf(clock: number): ClockPlan {
    const plan = this.plans.get(clock);
    if (plan === undefined) throw new Error(`no window for the clock of ${clock} ms`);
    return plan;
  }

  private columnFor(node: FeatureNode): Column {
    const { bars, feeds } = this.planOf(node.clock);
    if (node.series.kind === "source") return (feeds[node.feed] ?? bars)[node.series.field];
    const column = node.type === "number" ? bars.window.numbers() : bars.window.booleans();
    if (node.series.kind === "constant") column.fill(node.series.value);
    return column;
  }

  /** Kernels in the order of levels; equal operations of one level share a kernel where that is faster. */
  private schedule(clock: number): void {
    const plan = this.planOf(clock);
    const own = this.nodes.filter((node) => node.clock === clock && node.inputs.length > 0);
    const pending = new Map<string, FeatureNode[]>();
    for (const node of [...own].sort((a, b) => a.level - b.level || a.id - b.id)) {
      if (node.series.kind === "held") {
        this.addHeld(plan, node);
        continue;
      }
      if (node.series.kind === "scan") {
        pending.set(`${node.level} ${node.id} scan`, [node]);
        continue;
      }
      const name = node.series.kind === "operation" ? node.series.operation : "";
      const key = `${node.level} ${operationNamed(name).createMany === undefined ? `${node.id} ` : ""}${name}`;
      const group = pending.get(key) ?? [];
      group.push(node);
      pending.set(key, group);
    }
    for (const group of pending.values()) {
      for (let at = 0; at < group.length; at += BATCH)
        plan.kernels.push(this.kernelOf(group.slice(at, at + BATCH)));
    }
  }

  private scanOf(node: FeatureNode, series: ScanSeries): Kernel {
    const [initial = node, ...inputs] = node.inputs;
    const names = Object.keys(series.inputs);
    return createScan(series, {
      initial: this.column(initial),
      inputs: Object.fromEntries(inputs.map((input, index) => [names[index] ?? "", this.column(input)])),
      output: this.column(node),
    });
  }

  private kernelOf(group: readonly FeatureNode[]): Kernel {
    const [scan] = group;
    if (scan?.series.kind === "scan") return this.scanOf(scan, scan.series);
    const sites = group.map((node) => ({
      inputs: node.inputs.map((input) => this.column(input)),
      output: this.column(node),
      constants: node.series.kind === "operation" ? node.series.constants : [],
      ...(node.series.kind === "operation" && node.series.texts !== undefined
        ? { texts: node.series.texts }
        : {}),
    }));
    const [first] = group;
    const [site] = sites;
    if (first === undefined || site === undefined || first.series.kind !== "operation")
      throw new Error("empty kernel group");
    const operation = operationNamed(first.series.operation);
    return sites.length > 1 && operation.createMany !== undefined
      ? operation.createMany(sites)
      : operation.create(site);
  }

  private addHeld(plan: ClockPlan, node: FeatureNode): void {
    const [input] = node.inputs;
    if (input === undefined || node.series.kind !== "held") return;
    const slow = this.planOf(input.clock).bars;
    const held = new HeldColumn(
      node,
      this.column(input),
      this.column(node),
      slow,
      plan.bars,
      node.series.asOf,
    );
    this.heldByNode.set(node.id, held);
    plan.held.push(held);
  }

  /** The column of a feature; indexes are those of its clock's window. */
  column(node: FeatureNode): Column {
    const column = this.columns[node.id];
    if (column === undefined) throw new Error(`feature ${node.id} has no column`);
    return column;
  }

  /** The window of a feed's bars on a clock. */
  bars(clock: number, feed = 0): BarWindow {
    const plan = this.planOf(clock);
    return plan.feeds[feed] ?? plan.bars;
  }

  window(clock: number): ClockWindow {
    return this.planOf(clock).bars.window;
  }

  /** First bar number of its clock at which the feature can be defined; infinite while that is not known yet. */
  armedBar(node: FeatureNode): number {
    if (node.series.kind === "held")
      return this.heldByNode.get(node.id)?.armedBar ?? Number.POSITIVE_INFINITY;
    if (node.inputs.length === 0) return 0;
    const inputs = Math.max(...node.inputs.map((input) => this.armedBar(input)));
    return node.series.kind === "operation"
      ? inputs + operationNamed(node.series.operation).lookback(node.series.constants)
      : inputs;
  }

  /** Computes every feature for the bars `from <= bar < to` of the timeline, at most a block of them. */
  advance(feeds: readonly MarketBars[], from: number, to: number): void {
    for (const plan of this.plans.values()) {
      const window = plan.bars.window;
      if (plan.aggregator === undefined) {
        const at = window.reserve(to - from);
        for (const { feed, field } of this.copied) {
          const source = feeds[feed]?.[field];
          const target = plan.feeds[feed]?.[field];
          if (target === undefined) continue;
          if (source === undefined) target.fill(Number.NaN, at, at + to - from);
          else copyInto(target, source, from, to, at);
        }
        const timeline = feeds[0]?.time;
        if (timeline !== undefined && plan.held.length > 0) copyInto(plan.bars.time, timeline, from, to, at);
        window.end = at + to - from;
        this.compute(plan, at);
      } else {
        plan.aggregator.advance(feeds, from, to);
        this.compute(plan, window.indexOf(plan.aggregator.taken));
        plan.aggregator.taken = window.count;
      }
    }
  }

  private compute(plan: ClockPlan, from: number): void {
    const to = plan.bars.window.end;
    if (from >= to) return;
    for (const held of plan.held) held.run(from, to, held.node.inputs[0]?.lookback ?? 0);
    for (const kernel of plan.kernels) kernel(from, to);
  }
}

const copyInto = (target: Float64Array, source: Float64Array, from: number, to: number, at: number): void => {
  if (to - from === 1) target[at] = source[from] as number;
  else target.set(source.subarray(from, to), at);
};
