import type { Report } from "../diagnostics/index.ts";
import type { PlanIr } from "../ir/nodes.ts";
import type { SourceList } from "../source/index.ts";
import { possibilities } from "./consistency.ts";
import { createRelations } from "./relations.ts";
import { createTerms } from "./terms.ts";
import { createWords } from "./words.ts";

const refused = { enter: "entry", add: "addition", any: "order" } as const;

/** Reports `forbid` rules that forbid everything, or nothing. */
export function lintForbids(plan: PlanIr, sources: SourceList, report: Report): void {
  for (const risk of plan.risks) {
    const terms = createTerms({ features: [], params: [], rules: [], clock: 1 });
    const knowledge = { terms, isAtLeast: createRelations(terms), always: [], asked: new Map() };
    const words = createWords({ span: risk.span, params: [] }, knowledge, sources);
    for (const forbid of risk.forbids) {
      const id = terms.ofScalar(forbid.condition);
      const term = terms.get(id);
      const { canBeTrue, canBeFalse } = possibilities(knowledge, id);
      const text = words.text(id);
      const reason =
        term.inputs.length === 2 &&
        term.value.kind === "operation" &&
        /^([lg][te]|eq|ne)$/.test(term.value.operation)
          ? words.reason(term)
          : "It comes out the same whatever the market does.";
      if (!canBeFalse) {
        report("refuses-everything", forbid.span, {
          text: `forbid ${forbid.what} when ${text}`,
          what: refused[forbid.what],
          reason: `\`${text}\` is never false. ${reason}`,
        });
      } else if (!canBeTrue) {
        report("never-true", forbid.condition.span, { text, reason, rule: `forbid ${forbid.what}` });
      }
    }
  }
}
