import {
  type AnySeries,
  type Column,
  type Kernel,
  type Operation,
  operations,
  type SourceField,
} from "ctk/stdlib";
import type { BarColumns } from "../market/bars.ts";
import { Aggregator, type BarWindow, createBarWindow } from "./aggregator.ts";
import type { ClockWindow } from "./clock-window.ts";

/** One distinct feature: interned, so that equal series of any strategies on a feed are computed once. */
export interface FeatureNode {
  readonly id: number;
  readonly clock: number;
  readonly type: "number" | "boolean";
  readonly inputs: readonly FeatureNode[];
  readonly series: AnySeries;
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
      for (const input of series.inputs) {
        const clock = clockOf(input);
        if (clock !== undefined) return clock;
      }
      return undefined;
  }
};

const operationNamed = (name: string): Operation => {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`ctk/stdlib has no operation named ${JSON.stringify(name)}`);
  return operation;
};

/** The features of all strategies on one feed, interned first and then laid out in columns. */
export class FeatureGraph {
  private readonly nodes: FeatureNode[] = [];
  private readonly byKey = new Map<string, FeatureNode>();
  private readonly memo = new Map<AnySeries, Map<number, FeatureNode>>();
  private readonly feedClock: number;

  constructor(feedClock: number) {
    this.feedClock = feedClock;
  }

  /** Number of distinct features. */
  get size(): number {
    return this.nodes.length;
  }

  /** The node of a series; `clock` is the clock of a series that is constant over bars. */
  intern(series: AnySeries, clock: number): FeatureNode {
    const own = clockOf(series) ?? clock;
    const known = this.memo.get(series)?.get(own);
    if (known !== undefined) return known;
    const node = this.internOn(series, own);
    const byClock = this.memo.get(series) ?? new Map<number, FeatureNode>();
    byClock.set(own, node);
    this.memo.set(series, byClock);
    return node;
  }

  private internOn(series: AnySeries, clock: number): FeatureNode {
    switch (series.kind) {
      case "source":
        return this.add(`s ${series.field} ${clock}`, series, clock, [], 0);
      case "constant":
        return this.add(
          `c ${series.type} ${Object.is(series.value, -0) ? "-0" : series.value} ${clock}`,
          series,
          clock,
          [],
          0,
        );
      case "held": {
        const input = this.intern(series.input, series.from);
        return this.add(`h ${input.id} ${series.asOf} ${clock}`, series, clock, [input], 0);
      }
      case "operation": {
        const operation = operationNamed(series.operation);
        const inputs = series.inputs.map((input) => this.intern(input, clock));
        const lookback =
          Math.max(0, ...inputs.map((input) => input.lookback)) + operation.lookback(series.constants);
        const key = `o ${series.operation} ${inputs.map((input) => input.id).join(",")} ${series.constants.join(",")}`;
        return this.add(inputs.length === 0 ? `${key} ${clock}` : key, series, clock, inputs, lookback);
      }
    }
  }

  private add(
    key: string,
    series: AnySeries,
    clock: number,
    inputs: readonly FeatureNode[],
    lookback: number,
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
      level,
      lookback,
    };
    this.nodes.push(node);
    this.byKey.set(key, node);
    return node;
  }

  /** Lays the features out in columns and instantiates their kernels. */
  layOut(blockSize: number, clocks: readonly number[]): FeatureColumns {
    return new FeatureColumns(this.nodes, this.feedClock, blockSize, clocks);
  }
}

interface ClockPlan {
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
  private readonly copied: readonly SourceField[];
  private readonly feedClock: number;

  constructor(
    nodes: readonly FeatureNode[],
    feedClock: number,
    blockSize: number,
    clocks: readonly number[],
  ) {
    this.nodes = nodes;
    this.feedClock = feedClock;
    const all = [...new Set([feedClock, ...clocks, ...nodes.map((node) => node.clock)])].sort(
      (a, b) => b - a,
    );
    for (const clock of all) this.plans.set(clock, this.planClock(clock, blockSize));
    this.base = this.planOf(feedClock);
    // Market orders fill at single opens, far apart: in the window they are still in the cache.
    this.copied = [
      ...new Set<SourceField>([
        "open",
        ...nodes.flatMap((node) =>
          node.series.kind === "source" && node.clock === feedClock ? [node.series.field] : [],
        ),
      ]),
    ];
    for (const node of nodes) this.columns.push(this.columnFor(node));
    for (const clock of all) this.schedule(clock);
  }

  private planClock(clock: number, blockSize: number): ClockPlan {
    let history = 2;
    for (const node of this.nodes) {
      if (node.clock !== clock || node.series.kind !== "operation") continue;
      history = Math.max(history, operationNamed(node.series.operation).history(node.series.constants));
    }
    const bars = createBarWindow(clock, history, blockSize);
    const aggregator = clock === this.feedClock ? undefined : new Aggregator(bars);
    return { bars, aggregator, kernels: [], held: [] };
  }

  private planOf(clock: number): ClockPlan {
    const plan = this.plans.get(clock);
    if (plan === undefined) throw new Error(`no window for the clock of ${clock} ms`);
    return plan;
  }

  private columnFor(node: FeatureNode): Column {
    const { bars } = this.planOf(node.clock);
    if (node.series.kind === "source") return bars[node.series.field];
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

  private kernelOf(group: readonly FeatureNode[]): Kernel {
    const sites = group.map((node) => ({
      inputs: node.inputs.map((input) => this.column(input)),
      output: this.column(node),
      constants: node.series.kind === "operation" ? node.series.constants : [],
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

  bars(clock: number): BarWindow {
    return this.planOf(clock).bars;
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

  /** Computes every feature for the feed's bars `from <= bar < to`, at most a block of them. */
  advance(bars: BarColumns, from: number, to: number): void {
    for (const plan of this.plans.values()) {
      const window = plan.bars.window;
      if (plan.aggregator === undefined) {
        const at = window.reserve(to - from);
        for (const field of this.copied) copyInto(plan.bars[field], bars[field], from, to, at);
        if (plan.held.length > 0 && !this.copied.includes("time"))
          copyInto(plan.bars.time, bars.time, from, to, at);
        window.end = at + to - from;
        this.compute(plan, at);
      } else {
        plan.aggregator.advance(bars, from, to);
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
