export { type BarWindow, periodStart } from "./aggregator.ts";
export { type Binding, bindSlots, FeatureColumns, FeatureGraph, type FeatureNode } from "./feature-graph.ts";
