import type { Io } from "../io.ts";

/** A bar on the error stream that shows how far something long has come. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  /** Removes the bar. */
  readonly finish: () => void;
}

const DELAY_MS = 500;
const REFRESH_MS = 100;
const CELLS = 30;

/** Nothing is shown for work of less than half a second, nor where the error stream is not a terminal. */
export function createProgress(io: Io, label: string): Progress {
  const started = io.now();
  let shownAt: number | undefined;
  return {
    update: (done, total) => {
      const now = io.now();
      if (!io.stderr.isTerminal || now - started < DELAY_MS || now - (shownAt ?? 0) < REFRESH_MS) {
        return;
      }
      shownAt = now;
      const share = total === 0 ? 1 : done / total;
      const full = Math.round(share * CELLS);
      const bar = "█".repeat(full) + "░".repeat(CELLS - full);
      const rest = share > 0 ? `, ${Math.ceil((((now - started) / share) * (1 - share)) / 1000)} s left` : "";
      io.stderr.write(`\r${label} ${bar} ${Math.floor(share * 100)} %${rest}\u001b[K`);
    },
    finish: () => {
      if (shownAt !== undefined) {
        io.stderr.write("\r\u001b[K");
      }
    },
  };
}
