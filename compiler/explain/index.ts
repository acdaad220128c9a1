export { amountsOf, type WrittenAmount } from "./amounts.ts";
export { featureGraph, type GraphEdge, type GraphNode, type StrategyGraph } from "./feature-graph.ts";
export { featureText } from "./feature-text.ts";
export {
  explain,
  type FeatureCard,
  type PlanCard,
  type StrategyCard,
} from "./plan-card.ts";
export { renderCard } from "./render-card.ts";
