import type { LimitAction } from "../ast/nodes.ts";
import type { CheckedPlan, CheckedRisk } from "../check/index.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { LimitActionIr, PlanIr, RiskIr } from "../ir/nodes.ts";
import { createFeatureGraph } from "./feature-graph.ts";
import type { Lowering } from "./lower-feature.ts";
import { lowerScalar } from "./lower-scalar.ts";
import { lowerStrategy } from "./strategy.ts";

/** A checked plan, without errors, as IR. */
export function lower(plan: CheckedPlan): PlanIr {
  return {
    markets: plan.markets,
    universes: plan.universes.map(({ name, declaration, members }) => ({
      name,
      doc: declaration.doc,
      members: members.map((member) => member.name),
      span: declaration.span,
    })),
    routes: plan.routes,
    risks: plan.risks.map(lowerRisk),
    strategies: plan.strategies.map(lowerStrategy),
    sessions: plan.sessions,
  };
}

function lowerRisk(risk: CheckedRisk): RiskIr {
  const { declaration } = risk;
  const lowering: Lowering = {
    graph: createFeatureGraph([]),
    clock: 1,
    base: "",
    quote: "",
    machinesRead: new Set(),
    lowered: new Map(),
  };
  const numbers = new Map<string, number>();
  const idOf = (text: string): string => {
    const number = (numbers.get(text) ?? 0) + 1;
    numbers.set(text, number);
    return number === 1 ? text : `${text} ${number}`;
  };
  return {
    name: declaration.name.text,
    doc: declaration.doc,
    currency: declaration.currency.text,
    limits: risk.limits.flatMap(({ rule, bound, boundText, unit, asset }) =>
      rule.subject === undefined
        ? []
        : [
            {
              id: idOf(rule.subject),
              subject: rule.subject,
              bound: lowerScalar(lowering, bound),
              boundText,
              unit,
              asset,
              windowMs: rule.window?.milliseconds,
              scope: rule.scope,
              action: lowerAction(rule.action),
              span: rule.span,
            },
          ],
    ),
    forbids: risk.forbids.map(({ rule, condition }) => ({
      id: idOf(`forbid ${rule.what}`),
      what: rule.what,
      condition: lowerScalar(lowering, condition),
      because: rule.because?.value,
      span: rule.span,
    })),
    span: declaration.span,
  };
}

function lowerAction(action: LimitAction): LimitActionIr {
  switch (action.kind) {
    case "reject":
    case "clamp":
    case "reduceOnly":
    case "flattenAndHalt":
      return { kind: action.kind };
    case "halt":
      return {
        kind: "halt",
        until: typeof action.until === "string" ? action.until : action.until.milliseconds,
      };
    default:
      return assertNever(action);
  }
}
