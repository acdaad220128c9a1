import { bars, type NumberSeries, scalar, scan, truth } from "ctk/stdlib";
import { describe, expect, it } from "vitest";
import { bindSlots, FeatureGraph } from "../../../runtime/state/index.ts";

const CLOCK = 60_000;
const { close, low } = bars("m", CLOCK);

const countOf = (...series: readonly NumberSeries[]): number => {
  const graph = new FeatureGraph(CLOCK);
  const binding = bindSlots({ m: 0 });
  for (const item of series) graph.intern(item, CLOCK, binding);
  return graph.size;
};

const trailing = (share: number, key?: string): NumberSeries =>
  scan({
    initial: low,
    inputs: { close },
    constants: { share },
    ...(key === undefined ? {} : { key }),
    step: (x, v, i, p) => scalar.max(x, scalar.at(v.close, i) * p.share),
  });

describe("equal scans", () => {
  it("are one feature where their keys, inputs and constants are equal", () => {
    expect(countOf(trailing(0.5, "trailing"), trailing(0.5, "trailing"))).toBe(3);
    expect(countOf(trailing(0.5, "trailing"), trailing(0.25, "trailing"))).toBe(4);
    expect(countOf(trailing(0.5, "trailing"), trailing(0.5, "other"))).toBe(4);
  });

  it("without a key are one feature only where their function is the same", () => {
    const step = (x: number, v: { readonly close: Float64Array }, i: number): number =>
      scalar.max(x, scalar.at(v.close, i));
    const own = (): NumberSeries => scan({ initial: low, inputs: { close }, step });
    expect(countOf(own(), own())).toBe(3);
    // These look alike and close over different numbers.
    const scaled = (factor: number): NumberSeries =>
      scan({ initial: low, inputs: { close }, step: (x, v, i) => x + factor * scalar.at(v.close, i) });
    expect(countOf(scaled(1), scaled(2))).toBe(4);
  });

  it("are told apart by what they start at and by the names of their inputs", () => {
    const from = (initial: NumberSeries): NumberSeries =>
      scan({ initial, inputs: { close }, key: "sum", step: (x, v, i) => x + scalar.at(v.close, i) });
    expect(countOf(from(low), from(close))).toBe(4);
    const either = (name: "a" | "b"): NumberSeries =>
      scan({ initial: low, inputs: { [name]: close, c: low }, key: "k", step: (x) => x });
    expect(countOf(either("a"), either("b"))).toBe(4);
  });

  it("may be truth values", () => {
    const up = scan({
      initial: truth(true),
      inputs: { close },
      step: (x, v, i) => scalar.selectBool(scalar.gt(scalar.at(v.close, i), 0), true, x),
    });
    expect(up.type).toBe("boolean");
  });
});
