import type {
  AddRule,
  CaptureClause,
  ComboLeg,
  ComboStatement,
  EnterRule,
  ExitRule,
  ForbidRule,
  HoldStatement,
  LetStatement,
  LimitRule,
  MachineStatement,
  MirrorStatement,
  ParamStatement,
  PlotStatement,
  PortfolioStatement,
  RequireStatement,
  RiskDeclaration,
  Side,
  Span,
  StrategyDeclaration,
  Transition,
} from "../ast/nodes.ts";
import type { MarketIr, ParamIr, RouteIr, SessionIr } from "../ir/nodes.ts";
import type { Env, Slot } from "./context.ts";
import type { CheckedCheck, CheckedScenario } from "./tests.ts";
import type { Typed } from "./typed.ts";
import type { Type } from "./types.ts";
import type { CheckedUniverse } from "./universes.ts";

/** A plan with types, units, clocks and trading rules checked. Values are complete only when no error was reported. */
export interface CheckedPlan {
  readonly markets: readonly MarketIr[];
  readonly universes: readonly CheckedUniverse[];
  readonly routes: readonly RouteIr[];
  readonly risks: readonly CheckedRisk[];
  readonly strategies: readonly CheckedStrategy[];
  readonly sessions: readonly SessionIr[];
  readonly scenarios: readonly CheckedScenario[];
  readonly checks: readonly CheckedCheck[];
  /** Checked expressions by node id. */
  readonly types: ReadonlyMap<number, Typed>;
}

export interface CheckedRisk {
  readonly declaration: RiskDeclaration;
  readonly limits: readonly {
    readonly rule: LimitRule;
    readonly bound: Typed;
    readonly boundText: string;
    /** Of the subjects that may be limited to either: what the bound is. */
    readonly unit: "money" | "ratio" | undefined;
    /** Of quantities: the asset of the bound. */
    readonly asset: string | undefined;
  }[];
  readonly forbids: readonly { readonly rule: ForbidRule; readonly condition: Typed }[];
}

export interface CheckedParam {
  readonly declaration: ParamStatement;
  readonly ir: ParamIr;
  readonly type: Type;
}

/** What the entries of one step share over the markets of a universe. */
export interface CheckedPortfolio {
  readonly statement: PortfolioStatement;
  readonly positions: Typed | undefined;
  readonly rank: Typed | undefined;
  /** The value that ranks, as written. */
  readonly rankText: string;
  readonly first: "highest" | "lowest";
  readonly cap: Typed | undefined;
}

export interface CheckedStrategy {
  readonly declaration: StrategyDeclaration;
  /** Where its expressions stand; tests read the same names. */
  readonly env: Env;
  readonly clock: number;
  readonly slots: readonly Slot[];
  /** The markets that the only slot goes through. */
  readonly universe: CheckedUniverse | undefined;
  readonly portfolio: CheckedPortfolio | undefined;
  readonly params: readonly CheckedParam[];
  readonly requires: readonly {
    readonly statement: RequireStatement;
    readonly condition: Typed;
    readonly text: string;
  }[];
  readonly machines: readonly CheckedMachine[];
  readonly throttles: readonly CheckedThrottle[];
  /** Lets, plots and rules in the order in which they are written. */
  readonly statements: readonly CheckedStatement[];
  /** Currencies and quantities that the text writes, for binding to other markets. */
  readonly writtenAssets: ReadonlyMap<string, Span>;
}

export type CheckedStatement =
  | { readonly kind: "let"; readonly statement: LetStatement; readonly value: Typed }
  | {
      readonly kind: "plot";
      readonly statement: PlotStatement;
      readonly value: Typed;
      readonly title: string;
    }
  | CheckedRule
  | CheckedCombo
  | CheckedHold;

/** A machine with its conditions and captures; targets are numbers of its states. */
export interface CheckedMachine {
  readonly statement: MachineStatement;
  readonly states: readonly {
    readonly name: string;
    readonly span: Span;
    readonly transitions: readonly {
      readonly transition: Transition;
      readonly condition: Typed;
      readonly text: string;
      readonly target: number;
      readonly captures: readonly { readonly clause: CaptureClause; readonly value: Typed }[];
    }[];
  }[];
}

export type CheckedThrottle =
  | {
      readonly kind: "cooldown";
      readonly length: CheckedSpan;
      readonly afterLoss: boolean;
      readonly span: Span;
    }
  | { readonly kind: "entries"; readonly most: Typed; readonly windowMs: number; readonly span: Span };

export interface CheckedRule {
  readonly kind: "rule";
  readonly rule: EnterRule | AddRule | ExitRule;
  readonly id: string;
  readonly slot: string;
  readonly condition: Typed | undefined;
  readonly conditionText: string;
  /** The schedule that the rule stands in, as written; its condition includes it. */
  readonly schedule: string | undefined;
  readonly units: Typed | undefined;
  readonly after: CheckedSpan | undefined;
  readonly part: Typed | undefined;
  readonly size: CheckedSize | undefined;
  readonly order: CheckedOrder;
  readonly stop: CheckedPlacement | undefined;
  readonly target: CheckedPlacement | undefined;
  readonly trail: { readonly distance: Typed; readonly after: Typed | undefined } | undefined;
  readonly stopForAll: boolean;
  readonly captures: readonly { readonly clause: CaptureClause; readonly value: Typed }[];
  readonly expire: CheckedSpan | undefined;
  readonly timeInForce: "gtc" | "ioc" | "fok";
  readonly postOnly: boolean;
  readonly route: string | undefined;
  readonly unprotected: boolean;
  readonly onOpposite: "close" | "reverse" | "ignore";
}

/** A stretch of time: bars of the base clock, or milliseconds. */
export interface CheckedSpan {
  readonly unit: "bars" | "milliseconds";
  readonly value: Typed;
}

export interface CheckedSize {
  readonly form: "base" | "quote" | "risking" | "same" | "same_base";
  readonly amount: Typed | undefined;
  readonly span: Span;
}

export interface CheckedOrder {
  readonly type: "market" | "limit" | "stop" | "stop_limit";
  readonly stop: Typed | undefined;
  readonly limit: Typed | undefined;
}

export interface CheckedPlacement {
  readonly kind: "distance" | "at";
  readonly value: Typed;
  readonly span: Span;
}

/** A condition with the text that it is shown by; `condition` left out: always true. */
export interface CheckedTrigger {
  readonly condition: Typed | undefined;
  readonly text: string;
  readonly span: Span;
}

export interface CheckedCombo {
  readonly kind: "combo";
  readonly statement: ComboStatement | MirrorStatement;
  readonly id: string;
  /** The combo whose sides are turned here. */
  readonly mirrorOf: string | undefined;
  readonly legs: readonly CheckedLeg[];
  readonly together: { readonly within: CheckedSpan; readonly otherwise: "unwind" | "keep" } | undefined;
  readonly enter: CheckedTrigger;
  readonly exits: readonly (CheckedTrigger & {
    readonly after: CheckedSpan | undefined;
    readonly ifUnknown: "hold" | "exit";
  })[];
  readonly rebalance: CheckedTrigger | undefined;
}

export interface CheckedLeg {
  readonly node: ComboLeg;
  readonly slot: string;
  readonly side: Side;
  readonly size: CheckedSize | undefined;
  readonly order: CheckedOrder;
  readonly route: string | undefined;
}

export interface CheckedHold {
  readonly kind: "hold";
  readonly statement: HoldStatement;
  /** True at the steps of the schedule. */
  readonly schedule: { readonly text: string; readonly condition: Typed };
  readonly items: readonly CheckedHolding[];
  readonly trigger: CheckedTrigger;
}

interface HoldingBase {
  readonly span: Span;
  readonly weight: Typed;
  readonly isShort: boolean;
}

export type CheckedHolding =
  | (HoldingBase & { readonly kind: "cash" })
  | (HoldingBase & { readonly kind: "market"; readonly slot: string })
  | (HoldingBase & {
      readonly kind: "ranked";
      readonly order: "top" | "bottom";
      readonly count: Typed;
      readonly by: Typed;
      readonly byText: string;
      readonly weightedBy: Typed | undefined;
    })
  | (HoldingBase & { readonly kind: "all"; readonly weightedBy: Typed | undefined });
