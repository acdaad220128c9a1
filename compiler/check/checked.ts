import type {
  AddRule,
  CaptureClause,
  EnterRule,
  ExitRule,
  ForbidRule,
  LetStatement,
  LimitRule,
  ParamStatement,
  PlotStatement,
  RequireStatement,
  RiskDeclaration,
  Span,
  StrategyDeclaration,
} from "../ast/nodes.ts";
import type { MarketIr, ParamIr, RouteIr, SessionIr } from "../ir/nodes.ts";
import type { Env, Slot } from "./context.ts";
import type { CheckedCheck, CheckedScenario } from "./tests.ts";
import type { Typed } from "./typed.ts";
import type { Type } from "./types.ts";

/** A plan with types, units, clocks and trading rules checked. Values are complete only when no error was reported. */
export interface CheckedPlan {
  readonly markets: readonly MarketIr[];
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
  readonly limits: readonly { readonly rule: LimitRule; readonly bound: Typed; readonly boundText: string }[];
  readonly forbids: readonly { readonly rule: ForbidRule; readonly condition: Typed }[];
}

export interface CheckedParam {
  readonly declaration: ParamStatement;
  readonly ir: ParamIr;
  readonly type: Type;
}

export interface CheckedStrategy {
  readonly declaration: StrategyDeclaration;
  /** Where its expressions stand; tests read the same names. */
  readonly env: Env;
  readonly clock: number;
  readonly slots: readonly Slot[];
  readonly params: readonly CheckedParam[];
  readonly requires: readonly {
    readonly statement: RequireStatement;
    readonly condition: Typed;
    readonly text: string;
  }[];
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
  | CheckedRule;

export interface CheckedRule {
  readonly kind: "rule";
  readonly rule: EnterRule | AddRule | ExitRule;
  readonly id: string;
  readonly slot: string;
  readonly condition: Typed | undefined;
  readonly conditionText: string;
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
