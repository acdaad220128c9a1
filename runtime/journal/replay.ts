import type { StepReport, StreamingSession } from "../session/index.ts";
import type { JournalRecord } from "./record.ts";

/** Where a replay first comes to another state than the one that was recorded. */
export interface ReplayDifference {
  readonly stepId: number;
  readonly asOf: number;
  /** The first field that differs: `fills.0.price`. */
  readonly path: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** Gives recorded events and commands to a session and compares what it reports. */
export interface Replay {
  take(record: JournalRecord): void;
  /** Moments that were decided again. */
  readonly steps: number;
  /** The first difference; nothing is taken behind it. */
  readonly difference: ReplayDifference | undefined;
  /** Reports of moments that the session has decided, and the journal does not have. */
  ahead(): readonly StepReport[];
}

export const createReplay = (session: StreamingSession): Replay => {
  const pending: StepReport[] = [];
  let steps = 0;
  let difference: ReplayDifference | undefined;
  const compare = (recorded: StepReport): void => {
    const replayed = pending.shift();
    if (replayed?.stateHash === recorded.stateHash) return;
    const found = replayed === undefined ? undefined : firstDifference(recorded, replayed, "");
    difference = {
      stepId: recorded.stepId,
      asOf: recorded.asOf,
      path: found?.path ?? "the report",
      recorded: found?.left ?? "a report",
      replayed: found?.right ?? "none",
    };
  };
  return {
    take: (record) => {
      if (difference !== undefined) return;
      switch (record.kind) {
        case "event":
          session.ingest(record.envelope);
          return;
        case "step": {
          const reports = session.step(record.until);
          steps += reports.length;
          pending.push(...reports);
          return;
        }
        case "command":
          session.command(record.command);
          pending.push(...session.drain());
          return;
        case "execution": {
          const report = session.report(record.report);
          if (report !== undefined) pending.push(report);
          return;
        }
        case "report":
          compare(record.report);
          return;
        default:
          return;
      }
    },
    get steps() {
      return steps;
    },
    get difference() {
      return difference;
    },
    ahead: () => pending,
  };
};

interface Found {
  readonly path: string;
  readonly left: string;
  readonly right: string;
}

const firstDifference = (left: unknown, right: unknown, path: string): Found | undefined => {
  if (Object.is(left, right)) return undefined;
  const both = [left, right];
  if (both.every((value) => typeof value === "object" && value !== null)) {
    const [a, b] = both.map((value) => Object.entries(value ?? {}));
    const names = new Set([...(a ?? []), ...(b ?? [])].map(([name]) => name));
    // The hash differs because something before it does.
    names.delete("stateHash");
    for (const name of names) {
      const inner = firstDifference(
        a?.find(([key]) => key === name)?.[1],
        b?.find(([key]) => key === name)?.[1],
        path === "" ? name : `${path}.${name}`,
      );
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  return { path, left: textOf(left), right: textOf(right) };
};

const textOf = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
