export { corners } from "./bounds.ts";
export { check } from "./check.ts";
export type {
  CheckedCombo,
  CheckedHold,
  CheckedHolding,
  CheckedLeg,
  CheckedMachine,
  CheckedOrder,
  CheckedParam,
  CheckedPlacement,
  CheckedPlan,
  CheckedPortfolio,
  CheckedRisk,
  CheckedRule,
  CheckedSize,
  CheckedSpan,
  CheckedStatement,
  CheckedStrategy,
  CheckedThrottle,
} from "./checked.ts";
export { applyPointwise, calculate, compare, evaluate, type ParameterValues } from "./constants.ts";
export { describeType, formatDuration, unitName } from "./describe.ts";
export type { CheckedExpectation, CheckedTerm } from "./expectations.ts";
export { fillPaths, fillPolicies, queueModels } from "./fills.ts";
export { typeNames } from "./param-types.ts";
export { orderTypes } from "./routes.ts";
export type { CheckedCheck, CheckedScenario } from "./tests.ts";
export { isWindowed, type Stage, type Typed, type TypedNode } from "./typed.ts";
export type { Type } from "./types.ts";
