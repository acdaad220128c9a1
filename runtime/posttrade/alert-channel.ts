import type { Alert } from "./alert-rules.ts";

/** Somewhere that alerts are sent to. Sending never throws and never holds a session up. */
export interface AlertChannel {
  send(alert: Alert): void;
  /** Resolves once everything that was sent is delivered or given up. */
  flush(): Promise<void>;
  readonly counts: AlertCounts;
}

export interface AlertCounts {
  readonly delivered: number;
  /** Given up after the last attempt, or because the receiver does not want it. */
  readonly failed: number;
  /** There was no room for it. */
  readonly lost: number;
}

/** An alert as one line of text: time, severity, what it says. Line breaks in it are blanks. */
export const alertLine = ({ time, severity, message, suppressed }: Alert): string => {
  const more = suppressed === 0 ? "" : ` (${suppressed} more since the last)`;
  return `${new Date(time).toISOString()} ${severity} ${message}${more}`.replace(/\p{Cc}+/gu, " ");
};

/** A channel that writes a line for each alert. */
export const createTextChannel = (write: (line: string) => void): AlertChannel => {
  const counts = { delivered: 0, failed: 0, lost: 0 };
  return {
    send: (alert) => {
      try {
        write(`${alertLine(alert)}\n`);
        counts.delivered++;
      } catch {
        counts.failed++;
      }
    },
    flush: () => Promise.resolve(),
    counts,
  };
};
