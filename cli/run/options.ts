import type { RunOptions } from "../backtest/options.ts";
import { usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";

/** The options of `ctk run` as typed. */
export interface RunCommandOptions extends RunOptions {
  readonly pace?: string;
  readonly journal?: string;
  readonly port?: string;
  /** False: no control plane. */
  readonly control?: boolean;
  readonly stay?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, "": 1 };
const PACE_MAX = 86_400_000;

/** `200ms`, `1s`, `0` as milliseconds. */
export function parsePace(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ""];
  const pace = Number(match?.[1]) * (unit ?? Number.NaN);
  if (!(pace >= 0 && pace <= PACE_MAX) || (match?.[2] === "" && pace !== 0)) {
    throw usageFault(`--pace ${text} is not a duration`, "Write --pace 200ms, --pace 1s, or --pace 0.");
  }
  return Math.round(pace);
}

/** A port to listen on; 0 is any that is free. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) {
    throw usageFault(`--port ${text} is not a port`, "Write a number up to 65535; 0 takes any that is free.");
  }
  return port;
}

/** What CTK_CONTROL_TOKEN may be: it goes into a header of HTTP, and must not be guessed. */
const TOKEN = /^[\x21-\x7e]{16,200}$/;

/** The token that the environment gives; undefined where it gives none. */
export function tokenOf(io: Io): string | undefined {
  const token = io.environment.CTK_CONTROL_TOKEN;
  if (token === undefined || token === "") {
    return undefined;
  }
  if (!TOKEN.test(token)) {
    throw usageFault(
      "CTK_CONTROL_TOKEN cannot be a token",
      "It needs 16 to 200 letters, digits and signs, without blanks.",
    );
  }
  return token;
}
