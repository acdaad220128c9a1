export type {
  HoldProbe,
  NumberValue,
  Params,
  ProbeNode,
  ProbeValue,
  RuleProbe,
  StrategyProbe,
} from "./abi.ts";
export type { HeldReading, HoldItemReading, HoldReading } from "./hold-reading.ts";
export { type Inspection, inspectBars, type StepFacts, type StepReading } from "./inspect-bars.ts";
export { type Absence, type Reading, readNode } from "./reading.ts";
export {
  isMoveOf,
  type RuleIntent,
  type RuleReading,
  type RuleStatus,
  reasonWords,
  shortNumber,
} from "./rule-reading.ts";
