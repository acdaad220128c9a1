import { createSession, type SessionConfig } from "../session/index.ts";
import { proveBlocks, proveRepeat } from "./blocks.ts";
import { provePrefix } from "./prefix.ts";
import type { Proof } from "./proof.ts";
import { proveScale } from "./scale.ts";

/** What the proofs need to know beyond the session. */
export interface ProofInput {
  readonly config: SessionConfig;
  /** Amounts of money that the plan writes (`1_000 USDT at line 12`), for the proof that scales the currency. */
  readonly writtenAmounts: readonly string[];
}

/**
 * Runs a session again and again on changed data and compares: cut short, in other blocks, in a currency of another size.
 * Throws SessionError where the session cannot be set up.
 */
export function* prove({ config, writtenAmounts }: ProofInput): Generator<Proof> {
  const full = createSession(config).run();
  yield proveRepeat(config, full);
  yield provePrefix(config, full);
  yield proveBlocks(config, full);
  yield proveScale(config, full, writtenAmounts);
}
