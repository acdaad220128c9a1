import pc from "picocolors";
import type { Io } from "./io.ts";

/** Colours of the command's output. Each function returns its text unchanged where colours are off. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly accent: (text: string) => string;
}

/** Colours on terminals only; NO_COLOR and FORCE_COLOR as usual. */
export function paintFor(io: Io, stream: "stdout" | "stderr"): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.environment;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  const refused = (NO_COLOR !== undefined && NO_COLOR !== "") || TERM === "dumb";
  const colors = pc.createColors(!refused && (forced || io[stream].isTerminal));
  return {
    strong: colors.bold,
    faint: colors.dim,
    good: colors.green,
    bad: colors.red,
    caution: colors.yellow,
    accent: colors.cyan,
  };
}

/** The same colours under the names that the compiler's renderer uses. */
export function diagnosticPalette(paint: Paint) {
  return {
    error: (text: string) => paint.bad(paint.strong(text)),
    warning: (text: string) => paint.caution(paint.strong(text)),
    hint: paint.accent,
    strong: paint.strong,
    faint: paint.faint,
    label: paint.accent,
  };
}
