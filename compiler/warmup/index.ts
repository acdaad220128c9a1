export {
  type FeatureWarmup,
  type PlanWarmup,
  type RuleWarmup,
  type StrategyWarmup,
  warmup,
} from "./warmup.ts";
