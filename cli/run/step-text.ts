import { type DecisionRow, type IntentRow, reasonWords, type StepReport } from "../../runtime/index.ts";

/** What of a session decides how its steps are told. */
export interface StepScope {
  /** Several markets: each entry names its own. */
  readonly hasMarkets: boolean;
  /** Several runs: rules are named with theirs. */
  readonly hasRuns: boolean;
}

/** What happened at a step, an entry each; none where nothing did. */
export function stepTexts(report: StepReport, scope: StepScope): readonly string[] {
  const marketOf = ({ market }: { readonly market: string }): string =>
    scope.hasMarkets ? ` ${market}` : "";
  const ruleOf = ({ runId, ruleId }: { readonly runId: string; readonly ruleId: string }): string =>
    scope.hasRuns ? `${runId}.${ruleId}` : ruleId;
  const intents = new Map(report.intents.map((intent) => [intent.intentId, intent]));
  return [
    ...report.faults.map(({ strategyId, message }) => `${strategyId} halted: ${message}`),
    ...report.funding.map(
      (row) =>
        `funding${marketOf(row)} ${row.amount.startsWith("-") ? "received" : "paid"} ${row.amount.replace("-", "")} ${row.currency}`,
    ),
    ...report.fills.map((fill) => {
      const verb = fill.side === "buy" ? "bought" : "sold";
      const why = ["stop", "target", "trail", "flatten"].includes(fill.role) ? fill.role : ruleOf(fill);
      return `${verb} ${fill.quantity}${marketOf(fill)} at ${fill.price} (${why})`;
    }),
    ...report.orders.flatMap((order) =>
      order.reason !== undefined && (order.state === "Rejected" || order.reason === "operator")
        ? [
            `${ruleOf(order)} ${order.state.toLowerCase()}${marketOf(order)}: ${order.reason.replaceAll("_", " ")}`,
          ]
        : [],
    ),
    ...report.decisions.map((decision) => {
      const intent = intents.get(decision.intentId);
      return `${ruleOf(decision)}${decisionText(decision, intent)}${marketOf(decision)}${reasonOf(decision)}`;
    }),
  ];
}

function decisionText({ outcome }: DecisionRow, intent: IntentRow | undefined): string {
  if (outcome === "rejected") {
    return " refused";
  }
  if (outcome === "blocked" || intent === undefined) {
    return " blocked";
  }
  if (intent.action === "cancel") {
    return " cancels";
  }
  const price = [
    ...(intent.limit === undefined ? [] : [` limit ${intent.limit}`]),
    ...(intent.stop === undefined || intent.type === "market" ? [] : [` stop ${intent.stop}`]),
  ];
  const word = intent.action === "replace" ? " replaces" : "";
  return `${word}: ${intent.side} ${intent.quantity}${price.join("")}`;
}

function reasonOf(decision: DecisionRow): string {
  const { outcome, code } = decision;
  if (outcome === "modified") {
    return `, reduced: ${reasonWords(decision)}`;
  }
  if (outcome === "allowed") {
    return code === "ok" ? "" : `, ${reasonWords(decision)}`;
  }
  return `: ${reasonWords(decision)}`;
}
