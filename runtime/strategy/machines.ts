/** Machines and throttles of a strategy module. */

import type { Kleene, SourceSpan, TimeSpan, Value } from "./abi.ts";

/** A machine: it starts in its first state, and takes at most one transition a step. */
export interface MachineModule<K extends string, V, P> {
  readonly name: string;
  readonly states: readonly {
    readonly name: string;
    /** In the order in which they are tried. */
    readonly transitions: readonly TransitionModule<K, V, P>[];
  }[];
  /** Features that its functions read: it moves once they and the conditions are defined. */
  readonly reads: readonly K[];
}

export interface TransitionModule<K extends string, V, P> {
  readonly span: SourceSpan;
  /** The condition as written. */
  readonly text: string;
  /** The boolean feature that holds the conjuncts over market data; left out: true. */
  readonly when?: K;
  /** The conjuncts that need the position, the account or a machine; left out: true. */
  readonly and?: Value<V, P, Kleene>;
  /** Number of the state that it leads to. */
  readonly to: number;
  readonly captures?: Readonly<Record<string, Value<V, P>>>;
}

/** What is known of a machine within a step. */
export interface MachineFacts {
  /** Name of the present state. */
  readonly state: string;
  /** Steps since it came to that state; at first, since the first step. */
  readonly bars: number;
  /** What transitions have captured, each until the next transition that captures it. */
  readonly captures: Readonly<Record<string, number>>;
}

/** What holds entries back. */
export type ThrottleModule<P> =
  /** No entry so soon after the position was closed; `afterLoss`: after a losing trade only. */
  | {
      readonly kind: "cooldown";
      readonly span: SourceSpan;
      readonly length: TimeSpan<unknown, P>;
      readonly afterLoss?: boolean;
    }
  /** At most so many entries in a stretch of time that ends now, over all markets of the run. */
  | {
      readonly kind: "entries";
      readonly span: SourceSpan;
      readonly most: Value<unknown, P>;
      readonly windowMs: number;
    };
