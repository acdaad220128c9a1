import type { AddRule, Clause, EnterRule, ExitRule } from "../ast/nodes.ts";
import { assertNever } from "../diagnostics/index.ts";
import type { Env } from "./context.ts";

/** The clauses of a rule by kind, each at most once (captures apart). */
export interface ClauseSet {
  readonly size: Extract<Clause, { readonly kind: "size" }> | undefined;
  readonly order: Extract<Clause, { readonly kind: "order" }> | undefined;
  readonly stop: Extract<Clause, { readonly kind: "stop" }> | undefined;
  readonly target: Extract<Clause, { readonly kind: "target" }> | undefined;
  readonly trail: Extract<Clause, { readonly kind: "trail" }> | undefined;
  readonly captures: readonly Extract<Clause, { readonly kind: "capture" }>[];
  readonly expire: Extract<Clause, { readonly kind: "expire" }> | undefined;
  readonly timeInForce: Extract<Clause, { readonly kind: "timeInForce" }> | undefined;
  readonly postOnly: Extract<Clause, { readonly kind: "timeInForce" }> | undefined;
  readonly via: Extract<Clause, { readonly kind: "via" }> | undefined;
  readonly unprotected: Extract<Clause, { readonly kind: "unprotected" }> | undefined;
  readonly opposite: Extract<Clause, { readonly kind: "opposite" }> | undefined;
}

/** Sorts the clauses of a rule; reports those given twice and those that the rule cannot have. */
export function collectClauses(env: Env, rule: EnterRule | AddRule | ExitRule): ClauseSet {
  const seen = new Map<string, Clause>();
  const kept: Clause[] = [];
  for (const clause of rule.clauses) {
    const key = keyOf(clause);
    const earlier = seen.get(key);
    const reason = refusal(rule.kind, clause);
    if (reason !== undefined) {
      env.report("clause-not-here", clause.span, {
        clause: clauseName(clause),
        rule: rule.kind === "exit" ? "an `exit` rule" : `an \`${rule.kind}\` rule`,
        reason,
      });
    } else if (earlier !== undefined) {
      env.report(
        "duplicate-clause",
        clause.span,
        { clause: clauseName(clause) },
        {
          labels: [{ span: earlier.span, text: "first given here" }],
        },
      );
    } else {
      seen.set(key, clause);
      kept.push(clause);
    }
  }
  return {
    size: kept.find((clause) => clause.kind === "size"),
    order: kept.find((clause) => clause.kind === "order"),
    stop: kept.find((clause) => clause.kind === "stop"),
    target: kept.find((clause) => clause.kind === "target"),
    trail: kept.find((clause) => clause.kind === "trail"),
    captures: kept.filter((clause) => clause.kind === "capture"),
    expire: kept.find((clause) => clause.kind === "expire"),
    timeInForce: kept
      .filter((clause) => clause.kind === "timeInForce")
      .find((clause) => clause.value !== "post_only"),
    postOnly: kept
      .filter((clause) => clause.kind === "timeInForce")
      .find((clause) => clause.value === "post_only"),
    via: kept.find((clause) => clause.kind === "via"),
    unprotected: kept.find((clause) => clause.kind === "unprotected"),
    opposite: kept.find((clause) => clause.kind === "opposite"),
  };
}

function keyOf(clause: Clause): string {
  if (clause.kind === "capture") {
    return `capture ${clause.id}`;
  }
  return clause.kind === "timeInForce" && clause.value === "post_only" ? "post only" : clause.kind;
}

/** A clause as a trader names it. */
export function clauseName(clause: Clause): string {
  switch (clause.kind) {
    case "order":
      return clause.type === "stop_limit" ? "stop at .. limit" : clause.type;
    case "timeInForce":
      return clause.value === "post_only" ? "post only" : clause.value;
    case "opposite":
      return "on opposite";
    default:
      return clause.kind;
  }
}

function refusal(rule: "enter" | "add" | "exit", clause: Clause): string | undefined {
  switch (clause.kind) {
    case "size":
      return rule === "exit"
        ? "An exit closes the whole position, or the share that `part` says."
        : undefined;
    case "stop":
    case "target":
    case "trail":
      return rule === "exit"
        ? "Protective orders belong to the entry; an exit is a way out by itself."
        : undefined;
    case "capture":
      return rule === "exit" ? "Values are captured when a position opens." : undefined;
    case "unprotected":
      return rule === "enter" ? undefined : "It says that an entry has no protective exit.";
    case "opposite":
      return rule === "enter" ? undefined : "It says what an entry does while the opposite position is open.";
    case "order":
    case "expire":
    case "timeInForce":
    case "via":
      return undefined;
    default:
      return assertNever(clause);
  }
}
