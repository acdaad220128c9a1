import { createSession, type SessionConfig } from "../session/index.ts";
import { proveBlocks, proveRepeat } from "./blocks.ts";
import { provePrefix } from "./prefix.ts";
import type { Proof } from "./proof.ts";
import { proveScale } from "./scale.ts";
import { proveStart } from "./start.ts";

/** What the proofs need to know beyond the session. */
export interface ProofInput {
  readonly config: SessionConfig;
  /** Amounts of money that the plan writes (`1_000 USDT at line 12`), for the proof that scales the currency. */
  readonly writtenAmounts: readonly string[];
  /** Bars of its clock after which each strategy has settled, by its id. */
  readonly settledBars: ReadonlyMap<string, number>;
}

/**
 * Runs a session again and again on changed data and compares: cut short, in other blocks, in a currency of another
 * size, from a later start.
 * Throws SessionError where the session cannot be set up.
 */
export function* prove({ config, writtenAmounts, settledBars }: ProofInput): Generator<Proof> {
  const full = createSession(config).run();
  yield proveRepeat(config, full);
  yield provePrefix(config, full);
  yield proveBlocks(config, full);
  yield proveScale(config, full, writtenAmounts);
  yield proveStart(config, settledBars);
}
