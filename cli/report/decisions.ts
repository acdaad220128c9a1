import type { DecisionRow } from "../../runtime/index.ts";
import { counted, grouped } from "../layout/numbers.ts";
import { hanging } from "../layout/text.ts";
import type { ReportInput, ReportStyle, Section } from "./section.ts";

/** Reasons of the runtime in a trader's words. */
const REASONS: Readonly<Record<string, string>> = {
  condition_unknown: "the exit's condition could not be decided: a value was missing",
  value_absent: "the size, a price or the stop had no value",
  below_minimum_quantity: "the quantity was below the venue's smallest",
  below_minimum_notional: "the order's value was below the venue's smallest",
  above_maximum_quantity: "the quantity was above the venue's largest",
  insufficient_funds: "the account could not pay for it and its fee",
  stop_on_wrong_side: "the stop was on the wrong side of the entry",
  entry_already_placed: "another order of the step already opened a position",
  position_closing: "the position was being closed",
  nothing_to_reduce: "there was nothing left to reduce",
  halted: "trading was halted",
  forbidden: "a forbid rule said no",
  risk_data_missing: "a limit needed a price, a quote or an account that was not known",
  order_type_not_allowed: "the route does not allow the order's type",
};

/** What to change where a reason is no part of the plan's idea. */
const ADVICE: Readonly<Record<string, string>> = {
  below_minimum_quantity: "write a larger size",
  below_minimum_notional: "write a larger size",
  above_maximum_quantity: "write a smaller size, or start with less capital",
  insufficient_funds: "write a smaller size, or a route with `max leverage`",
};

/** How many intents were allowed, and why the others were not. */
export function decisionsSection({ outcome }: ReportInput, { width, paint }: ReportStyle): Section {
  const { counts } = outcome;
  const groups = new Map<string, { readonly row: DecisionRow; count: number }>();
  let modified = 0;
  for (const row of outcome.decisions()) {
    modified += row.outcome === "modified" ? 1 : 0;
    if (row.outcome !== "rejected" && row.outcome !== "blocked") {
      continue;
    }
    const key = [row.outcome, row.code, row.limitId, row.runId, row.ruleId].join("\n");
    const group = groups.get(key) ?? { row, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  const passed = counts.decisions - counts.refused - counts.blocked;
  const summary = [
    counts.decisions === 0
      ? "no rule fired"
      : `${grouped(passed)} of ${counted(counts.decisions, "decision")} went through`,
    ...(modified > 0 ? [`${grouped(modified)} of them reduced by a limit`] : []),
    `${grouped(counts.refused)} refused`,
    `${grouped(counts.blocked)} blocked`,
  ];
  const several = outcome.runs.length > 1;
  const lines = [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .flatMap(({ row, count }) => {
      const word = row.outcome === "rejected" ? "refused" : "blocked";
      const rule = several ? `${row.runId}.${row.ruleId}` : row.ruleId;
      const lead = `${grouped(count).padStart(7)} ${word}  `;
      const text = `${reasonOf(row)}, ${rule}`;
      const advice = ADVICE[row.code];
      return [
        ...hanging(lead, text, width - 2).map(
          (line) => paint.caution(line.slice(0, lead.length)) + line.slice(lead.length),
        ),
        ...(advice === undefined ? [] : hanging(`${" ".repeat(lead.length)}-> `, advice, width - 2)),
      ];
    });
  const ambiguous =
    counts.ambiguousBars === 0
      ? []
      : hanging(
          "",
          `${counted(counts.ambiguousBars, "bar")} in which the order of high and low decided a fill; ${orderTaken(outcome.policy)}.`,
          width - 2,
        );
  return {
    title: "Decisions",
    lines: [...hanging("", summary.join(", "), width - 2), ...lines, ...ambiguous],
  };
}

/** Which order of the extremes the fills took. */
function orderTaken(policy: string): string {
  if (policy.includes("path ohlc")) {
    return "the high came first";
  }
  return policy.includes("path nearest") ? "the nearer one came first" : "the worse order was taken";
}

function reasonOf({ code, limitId, because }: DecisionRow): string {
  if (because !== undefined) {
    return `forbidden: ${because}`;
  }
  if (code.startsWith("limit_")) {
    return `over the limit of ${limitId ?? code.slice("limit_".length).replaceAll("_", " ")}`;
  }
  return `${REASONS[code] ?? code.replaceAll("_", " ")}${limitId === undefined ? "" : ` (${limitId})`}`;
}
