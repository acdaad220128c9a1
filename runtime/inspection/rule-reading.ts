import type { ComboMove, DecisionRow, InspectedStep, IntentRow } from "../session/index.ts";
import type { Side, SourceSpan } from "../strategy/index.ts";
import type { RuleProbe } from "./abi.ts";
import { type Reading, readNode } from "./reading.ts";

/**
 * What became of a rule at a step: `fired` (an order was placed, or stays as it is), `modified` (with another size),
 * `refused`, `blocked` (an exit that could not be decided), `false`, `unknown`, `warming`, or `idle`: the position did
 * not let it be asked.
 */
export type RuleStatus =
  | "fired"
  | "modified"
  | "refused"
  | "blocked"
  | "false"
  | "unknown"
  | "warming"
  | "idle";

/** What a rule did at a step, and why. */
export interface RuleReading {
  readonly ruleId: string;
  readonly action: RuleProbe["action"];
  readonly side?: Side;
  readonly slot: string;
  readonly combo?: string;
  /** Which of the combo's exits, from 0; left out: 0. */
  readonly index?: number;
  /** The words that start it: `enter long`. */
  readonly text: string;
  readonly span: SourceSpan;
  readonly status: RuleStatus;
  /** What the status does not say by itself, as a phrase: `a long position is open`. */
  readonly because?: string;
  readonly condition?: Reading;
  readonly clauses: readonly { readonly text: string; readonly value: Reading }[];
  /** Its intents at this step, each with the decision on it. */
  readonly intents: readonly RuleIntent[];
}

export interface RuleIntent {
  readonly intent: IntentRow;
  readonly decision: DecisionRow;
}

/** A rule as it stands before the decisions of a step. */
export type OpenReading = Omit<RuleReading, "status" | "because" | "intents"> & {
  /** Why the rule is not asked. */
  readonly idle: string | undefined;
  readonly warmingUntil: number | undefined;
};

/** Reads a rule at a step. */
export const readRule = (probe: RuleProbe, at: InspectedStep): OpenReading => {
  const armed = at.ruleArmedStep(probe.id);
  const clauses = probe.clauses.map(({ text, node }) => ({ text, value: readNode(node, at) }));
  return {
    ruleId: probe.id,
    action: probe.action,
    ...(probe.side === undefined ? {} : { side: probe.side }),
    slot: probe.slot,
    ...(probe.combo === undefined ? {} : { combo: probe.combo }),
    ...(probe.index === undefined ? {} : { index: probe.index }),
    text: probe.text,
    span: probe.span,
    ...(probe.condition === undefined ? {} : { condition: readNode(probe.condition, at) }),
    clauses,
    idle: idleReason(probe, clauses, at),
    warmingUntil: probe.combo === undefined && at.step < armed ? armed : undefined,
  };
};

const sideNames = { "1": "long", "-1": "short" } as const;

/** Why the position does not let a rule be asked; undefined where it does. */
const idleReason = (
  probe: RuleProbe,
  clauses: RuleReading["clauses"],
  { facts, strategy, workingRules }: InspectedStep,
): string | undefined => {
  if (probe.combo !== undefined) return idleCombo(probe, facts);
  const held = facts.position.side;
  const open = held > 0 ? sideNames["1"] : sideNames["-1"];
  if (probe.action === "enter") {
    const rule = strategy.rules.find(({ id }) => id === probe.id);
    if (held !== 0 && open === probe.side) return `a ${open} position is open`;
    if (held !== 0 && rule?.kind === "enter" && rule.onOpposite === "ignore") {
      return `a ${open} position is open, and the rule says \`on opposite ignore\``;
    }
    return held === 0 &&
      rule?.kind === "enter" &&
      rule.order.type === "market" &&
      workingRules().includes(probe.id)
      ? "its order still waits for a bar that trades"
      : undefined;
  }
  if (held === 0) return "no position is open";
  if (probe.side !== undefined && probe.side !== open) return `the position is ${open}`;
  const most = numberOf(clauses, "up to units");
  if (most !== undefined && facts.units >= most) return `${facts.units} of ${most} units are open`;
  const after = numberOf(clauses, "after");
  const rule = strategy.rules.find(({ id }) => id === probe.id);
  const isBars = rule?.kind === "exit" && rule.after !== undefined && "bars" in rule.after;
  return after !== undefined && isBars && facts.barsHeld < after
    ? `held for ${facts.barsHeld} of ${after} bars`
    : undefined;
};

const idleCombo = (
  { combo = "", action }: RuleProbe,
  { combos }: InspectedStep["facts"],
): string | undefined => {
  const isOpen = combos[combo]?.open === true;
  if (action === "enter") return isOpen ? "the combo is open" : undefined;
  return isOpen ? undefined : "the combo is not open";
};

const numberOf = (clauses: RuleReading["clauses"], text: string): number | undefined => {
  const value = clauses.find((clause) => clause.text === text)?.value.value;
  return typeof value === "number" ? value : undefined;
};

/**
 * A rule's reading with what the session decided. `intents`: those of the rule at this step, of a combo those of all its
 * parts; `moves`: what the parts of its combo did.
 */
export const closeReading = (
  open: OpenReading,
  intents: readonly RuleIntent[],
  moves: readonly ComboMove[],
): RuleReading => (open.combo === undefined ? closeRule(open, intents) : closePart(open, intents, moves));

/** A part of a combo: its intents bear the combo's name, so its moves tell which of them are its own. */
const closePart = (
  { idle, warmingUntil: _, ...reading }: OpenReading,
  intents: readonly RuleIntent[],
  moves: readonly ComboMove[],
): RuleReading => {
  const done = (status: RuleStatus, because?: string, own: readonly RuleIntent[] = []): RuleReading => ({
    ...reading,
    status,
    ...(because === undefined ? {} : { because }),
    intents: own,
  });
  const move = moves.find((item) => isMoveOf(reading, item));
  if (move !== undefined) {
    const own = intents.filter(({ intent }) => (intent.role === "entry") === (move.part === "enter"));
    // The leg that was refused says why; the others say that it was.
    const refusal = own.find(
      ({ decision }) => decision.outcome !== "allowed" && decision.code !== "leg_refused",
    );
    return done(move.outcome, refusal === undefined ? undefined : reasonWords(refusal.decision), own);
  }
  const unwound = intents.filter(({ decision }) => decision.code === "unwound");
  if (reading.action === "enter" && unwound.length > 0) {
    return done("idle", "its legs did not fill together, so they are closed", unwound);
  }
  if (idle !== undefined) {
    // What a condition reads of its combo is not there while the combo is flat: that says nothing new.
    const { condition, ...rest } = done("idle", idle);
    return condition?.value === undefined ? rest : { ...rest, condition };
  }
  const value = reading.condition === undefined ? true : reading.condition.value;
  if (value !== true) return done(value === false ? "false" : "unknown");
  if (moves.length > 0) return done("idle", "another rule of the combo came first");
  const after = reading.clauses.find(({ text }) => text === "after");
  return done("idle", after === undefined ? "its orders wait" : `not open for ${after.value.text} yet`);
};

/** Whether a part of a combo made a move. */
export const isMoveOf = (
  { combo, action, index = 0 }: Pick<RuleProbe, "combo" | "action" | "index">,
  move: ComboMove,
): boolean => move.comboId === combo && move.part === action && move.index === index;

const closeRule = (open: OpenReading, intents: readonly RuleIntent[]): RuleReading => {
  const { idle, warmingUntil, ...reading } = open;
  const [last] = intents.slice(-1);
  const done = (status: RuleStatus, because?: string): RuleReading => ({
    ...reading,
    status,
    ...(because === undefined ? {} : { because }),
    intents,
  });
  if (last !== undefined) {
    switch (last.decision.outcome) {
      case "allowed":
        return done("fired");
      case "modified":
        return done("modified", reasonWords(last.decision));
      case "rejected":
        return done("refused", reasonWords(last.decision));
      case "blocked":
        return done("blocked", reasonWords(last.decision));
    }
  }
  if (warmingUntil !== undefined) {
    return done(
      "warming",
      Number.isFinite(warmingUntil) ? `warming until bar ${warmingUntil}` : "not enough history yet",
    );
  }
  if (idle !== undefined) return done("idle", idle);
  const value = reading.condition === undefined ? true : reading.condition.value;
  if (value === true) return done("fired", "its order stays as it is");
  return done(value === false ? "false" : "unknown");
};

/** A reason code and the numbers behind it, as a phrase. */
export const reasonWords = ({
  code,
  limitId,
  because,
  observed,
  bound,
}: Pick<DecisionRow, "code" | "limitId" | "because" | "observed" | "bound">): string => {
  const words = code.replaceAll("_", " ");
  if (because !== undefined) return `\`${limitId ?? words}\`: ${because}`;
  const limit = limitId === undefined ? "" : ` \`${limitId}\``;
  const numbers =
    observed === undefined || bound === undefined || (observed === 0 && bound === 0)
      ? ""
      : ` (${shortNumber(observed)} against ${shortNumber(bound)})`;
  return `${limit === "" ? words : `limit${limit}`}${numbers}`;
};

/** A number with as many digits as a reader wants. */
export const shortNumber = (value: number): string => {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const text = value.toPrecision(Math.abs(value) >= 1e6 ? 10 : 7);
  return text.includes("e") ? text : text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
};
