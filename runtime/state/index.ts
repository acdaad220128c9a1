export { type BarWindow, periodStart } from "./aggregator.ts";
export { FeatureColumns, FeatureGraph, type FeatureNode } from "./feature-graph.ts";
