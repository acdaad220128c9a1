import { sha256 } from "@noble/hashes/sha2.js";

/** What makes an order of a run the one it is. */
export interface OrderOrigin {
  /** The run of the journal. */
  readonly runId: string;
  /** The strategy's run in the session, with its market where it has several. */
  readonly key: string;
  /** Close time of the bar whose decision it came of, milliseconds. */
  readonly decidedAt: number;
  readonly ruleId: string;
  /** What the order does: entry, exit, stop and so on. */
  readonly role: string;
  /** How many orders of the same rule and role that decision has had before. */
  readonly count: number;
}

/** Letters and digits that every venue takes in an id, five bits each. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const LENGTH = 24;

/**
 * The id that an order is sent with: a pure function of the decision, so that a process that starts again finds what the one
 * before it has sent. 27 characters of lower-case letters and digits; 120 bits of a SHA-256.
 */
export const clientOrderIdOf = ({ runId, key, decidedAt, ruleId, role, count }: OrderOrigin): string => {
  const hash = sha256(new TextEncoder().encode(JSON.stringify([runId, key, decidedAt, ruleId, role, count])));
  let text = "ctk";
  let bits = 0;
  let held = 0;
  for (const byte of hash) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < LENGTH + 3) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return text;
};
