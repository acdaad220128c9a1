export { evaluateScalar, readsParam } from "./scalars.ts";
export {
  type FeatureWarmup,
  type PlanWarmup,
  type RuleWarmup,
  type StrategyWarmup,
  warmup,
} from "./warmup.ts";
