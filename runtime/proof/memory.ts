import { type AnySeries, functions, type MemoryClass } from "ctk/stdlib";

const order: readonly MemoryClass[] = ["finite", "fading", "anchored", "unbounded"];

const memoryOfOperation: ReadonlyMap<string, MemoryClass> = new Map(
  [...functions.values()].map(({ operation, memory }) => [operation, memory]),
);

/** The longest memory of a series and of what it is made from. */
export const memoryOf = (series: AnySeries): MemoryClass => {
  switch (series.kind) {
    case "source":
    case "constant":
      return "finite";
    case "held":
      return memoryOf(series.input);
    case "operation":
      return longest([memoryOfOperation.get(series.operation) ?? "finite", ...series.inputs.map(memoryOf)]);
    case "scan":
      return "unbounded";
  }
};

const longest = (classes: readonly MemoryClass[]): MemoryClass =>
  order[Math.max(...classes.map((memory) => order.indexOf(memory)))] ?? "unbounded";

/** The longest bar that a series is computed on, milliseconds; 0 for constants. */
export const slowestClock = (series: AnySeries): number => {
  switch (series.kind) {
    case "source":
      return series.clock;
    case "constant":
      return 0;
    case "held":
      return Math.max(series.from, slowestClock(series.input));
    case "operation":
      return Math.max(0, ...series.inputs.map(slowestClock));
    case "scan":
      return Math.max(slowestClock(series.initial), ...Object.values(series.inputs).map(slowestClock));
  }
};
