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
  const decided = report.decisions.map((decision) => {
    const intent = intents.get(decision.intentId);
    const isFlatten = intent?.role === "flatten";
    const name = isFlatten ? "flatten" : ruleOf(decision);
    return {
      isFlatten,
      text: `${name}${decisionText(decision, intent)}${marketOf(decision)}${reasonOf(decision)}`,
    };
  });
  const texts = (isFlatten: boolean): readonly string[] =>
    decided.filter((item) => item.isFlatten === isFlatten).map(({ text }) => text);
  return [
    ...report.faults.map(({ strategyId, message }) => `${strategyId} halted: ${message}`),
    ...(report.notices ?? []).map(
      ({ code, brokerId, market, message }) =>
        `${code.replaceAll("_", " ")} at ${brokerId}, ${market}: ${message}`,
    ),
    ...report.funding.map((row) => {
      const verb = row.amount.startsWith("-") ? "received" : "paid";
      return `funding${marketOf(row)} ${verb} ${row.amount.replace("-", "")} ${row.currency}`;
    }),
    ...report.charges.map(({ kind, amount, currency, ...row }) => {
      const name = kind === "borrow" ? "interest on the short position" : "fee of the liquidation";
      return `${name}${marketOf(row)} ${amount} ${currency}`;
    }),
    // What an operator asks for is decided before the step that fills it.
    ...texts(true),
    ...report.fills.map((fill) => {
      const verb = fill.side === "buy" ? "bought" : "sold";
      const why = OWN_NAMES.has(fill.role) ? fill.role : ruleOf(fill);
      return `${verb} ${fill.quantity}${marketOf(fill)} at ${fill.price} (${why})`;
    }),
    ...report.orders.flatMap((order) => {
      const { state, reason, role } = order;
      const isTold = ENDED.has(state) && reason !== undefined && !EXPECTED.has(reason);
      const name = OWN_NAMES.has(role) ? role : ruleOf(order);
      if (!isTold) return [];
      const end = state.toLowerCase();
      const why = reason === end ? "" : `: ${reason.replaceAll("_", " ")}`;
      return [`${name} ${end}${marketOf(order)}${why}`];
    }),
    ...texts(false),
  ];
}

/** Orders that are known by what they are for, not by the rule behind them. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  "stop",
  "target",
  "trail",
  "flatten",
  "liquidation",
  "external",
]);

const ENDED: ReadonlySet<string> = new Set(["Rejected", "Expired", "Cancelled", "Denied"]);

/** Why orders end that did what they were for. */
const EXPECTED: ReadonlySet<string> = new Set([
  "replaced",
  "replacement_refused",
  "condition_false",
  "sibling_filled",
  "position_closed",
]);

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
