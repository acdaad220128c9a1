export { analyse, type PlanAnalysis, type SessionAnalysis, type StrategyAnalysis } from "./analyse.ts";
export type { LimitCase } from "./limit-cases.ts";
