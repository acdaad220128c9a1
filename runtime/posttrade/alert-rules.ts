import type { InputState, SessionSnapshot, StepReport } from "../session/index.ts";

/**
 * What happened. `halt`: a limit has halted something; `refusal`: a limit or a `forbid` has refused an order or made it
 * smaller; `fault`: a strategy has failed; `venue`: a venue has said what was not expected of it; `drawdown`: equity is that
 * far below its peak; `stale`: a market delivers nothing; `kill`: somebody has stopped the session.
 */
export type AlertKind = "halt" | "refusal" | "fault" | "venue" | "drawdown" | "stale" | "kill";

export interface Alert {
  /** Alerts with one key are about the same thing. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: "warning" | "critical";
  readonly message: string;
  /** Time of the session, milliseconds since 1970 UTC. */
  readonly time: number;
  readonly snapshotId: string;
  readonly runId?: string;
  readonly strategyId?: string;
  readonly market?: string;
  readonly limitId?: string;
  /** Alerts with this key that were kept back since the last one that was not. */
  readonly suppressed: number;
}

/** Which alerts are raised. Halts, faults, kills and what is not expected of a venue always are. */
export interface AlertRules {
  /** What a limit refuses or makes smaller. Default true. */
  readonly refusals?: boolean;
  /** Share of the peak of equity that may be lost, 0..1; left out: any. */
  readonly drawdown?: number;
  /** How long a market may deliver nothing, milliseconds; left out: for ever. */
  readonly staleAfterMs?: number;
  /** How long alerts with one key are kept back after one was raised, in milliseconds of the session. Default an hour. */
  readonly repeatAfterMs?: number;
}

/** What an alert says before it is known whether it is raised. */
type Finding = Omit<Alert, "suppressed" | "time" | "snapshotId">;

/** Looks for what somebody should know of. */
export interface AlertWatch {
  /** What a step gives cause for, most severe first. `snapshot`: that of the same moment. */
  check(report: StepReport, snapshot: SessionSnapshot): readonly Alert[];
  /** Markets that deliver nothing, at a time of the clock: for when no step comes at all. */
  checkInputs(snapshot: Pick<SessionSnapshot, "inputs" | "snapshotId">, now: number): readonly Alert[];
}

const HOUR = 3_600_000;

/** Begins to watch a session. Throws RangeError where a bound makes no sense. */
export const createAlertWatch = (rules: AlertRules = {}): AlertWatch => new Watch(rules);

class Watch implements AlertWatch {
  private readonly refusals: boolean;
  private readonly drawdown: number;
  private readonly staleAfterMs: number;
  private readonly repeatAfterMs: number;
  private peak = Number.NEGATIVE_INFINITY;
  private since: number | undefined;
  private halts: ReadonlySet<string> = new Set();
  private readonly raised = new Map<string, { time: number; suppressed: number }>();

  constructor({
    refusals = true,
    drawdown = 1,
    staleAfterMs = Number.POSITIVE_INFINITY,
    repeatAfterMs = HOUR,
  }: AlertRules) {
    if (!(drawdown > 0 && drawdown <= 1)) throw new RangeError(`a drawdown of ${drawdown} is not a share`);
    if (!(staleAfterMs > 0)) throw new RangeError(`${staleAfterMs} ms is no age`);
    if (!(repeatAfterMs >= 0)) throw new RangeError(`${repeatAfterMs} ms is no span`);
    this.refusals = refusals;
    this.drawdown = drawdown;
    this.staleAfterMs = staleAfterMs;
    this.repeatAfterMs = repeatAfterMs;
  }

  check(report: StepReport, snapshot: SessionSnapshot): readonly Alert[] {
    const findings = [
      ...killsOf(report),
      ...faultsOf(report),
      ...noticesOf(report),
      ...this.newHalts(snapshot),
      ...this.drawdownOf(report),
      ...(this.refusals ? refusalsOf(report) : []),
      ...this.staleOf(snapshot.inputs, report.asOf),
    ];
    return this.raise(findings, report.asOf, report.snapshotId);
  }

  checkInputs(
    { inputs, snapshotId }: Pick<SessionSnapshot, "inputs" | "snapshotId">,
    now: number,
  ): readonly Alert[] {
    return this.raise(this.staleOf(inputs, now), now, snapshotId);
  }

  /** Keeps back what was raised a short while ago. */
  private raise(findings: readonly Finding[], time: number, snapshotId: string): readonly Alert[] {
    return findings.flatMap((finding) => {
      const last = this.raised.get(finding.key);
      if (last !== undefined && time - last.time < this.repeatAfterMs) {
        last.suppressed++;
        return [];
      }
      this.raised.set(finding.key, { time, suppressed: 0 });
      return [{ ...finding, time, snapshotId, suppressed: last?.suppressed ?? 0 }];
    });
  }

  private newHalts({ halts }: SessionSnapshot): readonly Finding[] {
    const before = this.halts;
    const keys = halts.map(({ limitId, scope, since }) => JSON.stringify([limitId, scope, since]));
    this.halts = new Set(keys);
    return halts.flatMap(({ limitId, scope, until }, index): Finding[] => {
      if (before.has(keys[index] ?? "")) return [];
      const end = until === undefined ? "somebody releases it" : new Date(until).toISOString();
      return [
        {
          key: `halt ${limitId} ${scope}`,
          kind: "halt",
          severity: "critical",
          message: `${limitId} has halted ${scope} until ${end}`,
          limitId,
        },
      ];
    });
  }

  private drawdownOf({ equity }: StepReport): readonly Finding[] {
    this.peak = Math.max(this.peak, equity);
    const lost = 1 - equity / this.peak;
    if (!(this.peak > 0) || this.drawdown === 1 || lost < this.drawdown) return [];
    return [
      {
        key: "drawdown",
        kind: "drawdown",
        severity: "critical",
        message: `equity ${equity} is ${percent(lost)} below its peak ${this.peak}`,
      },
    ];
  }

  private staleOf(inputs: readonly InputState[], now: number): readonly Finding[] {
    this.since ??= now;
    const { since } = this;
    return inputs.flatMap(({ market, venue, asOf }): Finding[] => {
      // A market that has never delivered anything is as old as the watch.
      const age = now - Math.max(asOf, since);
      const isKnown = asOf > Number.NEGATIVE_INFINITY;
      const last = isKnown ? now - asOf : age;
      if (last <= this.staleAfterMs) return [];
      const what = isKnown ? `nothing since ${new Date(asOf).toISOString()}` : "nothing so far";
      return [
        {
          key: `stale ${market} ${venue}`,
          kind: "stale",
          severity: "warning",
          message: `${market} at ${venue} has delivered ${what}`,
          market,
        },
      ];
    });
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

const killsOf = ({ commands }: StepReport): readonly Finding[] =>
  commands.flatMap(({ action, by, reason }): Finding[] =>
    action.kind === "kill"
      ? [
          {
            key: "kill",
            kind: "kill",
            severity: "critical",
            message: `${by ?? "somebody"} has killed the session${reason === undefined ? "" : `: ${reason}`}`,
          },
        ]
      : [],
  );

const faultsOf = ({ faults }: StepReport): readonly Finding[] =>
  faults.map(({ runId, strategyId, market, message }) => ({
    key: `fault ${runId}`,
    kind: "fault",
    severity: "critical",
    message: `${runId} was halted in ${market}: ${message}`,
    runId,
    strategyId,
    market,
  }));

const noticesOf = ({ notices = [] }: StepReport): readonly Finding[] =>
  notices.map(({ code, brokerId, market, message }) => ({
    key: `venue ${code} ${brokerId} ${market}`,
    kind: "venue",
    severity: code === "unknown_order" || code === "illegal_report" ? "warning" : "critical",
    message: `${brokerId}, ${market}: ${code.replaceAll("_", " ")}: ${message}`,
    market,
  }));

const refusalsOf = ({ decisions, intents }: StepReport): readonly Finding[] => {
  const strategies = new Map(intents.map(({ intentId, strategyId }) => [intentId, strategyId]));
  return decisions.flatMap(
    ({ intentId, runId, ruleId, market, outcome, code, limitId, because, observed, bound }): Finding[] => {
      if (limitId === undefined || (outcome !== "rejected" && outcome !== "modified")) return [];
      const strategyId = strategies.get(intentId);
      const what = outcome === "rejected" ? "refused" : "made smaller";
      const numbers = observed === undefined || bound === undefined ? "" : ` (${observed} against ${bound})`;
      return [
        {
          key: `refusal ${limitId} ${code} ${runId} ${market}`,
          kind: "refusal",
          severity: "warning",
          message: `${limitId} has ${what} ${ruleId} of ${runId} in ${market}${numbers}${because === undefined ? "" : `: ${because}`}`,
          runId,
          ...(strategyId === undefined ? {} : { strategyId }),
          market,
          limitId,
        },
      ];
    },
  );
};
