import type { Kleene, OrderTerms, Side, Size, SourceSpan, TimeSpan, Value } from "./abi.ts";

/** A condition of a combo or a holding, in the parts that a rule's condition has. */
export interface Trigger<K extends string, V, P> {
  readonly span: SourceSpan;
  /** As written, or as its mirror reads. */
  readonly text: string;
  /** The boolean feature that holds the conjuncts over market data; left out: true. */
  readonly when?: K;
  /** The conjuncts that need a position or the account; left out: true. */
  readonly and?: Value<V, P, Kleene>;
  /** Features that its functions read. */
  readonly reads: readonly K[];
}

export interface ComboLeg<V, P> {
  readonly slot: string;
  readonly span: SourceSpan;
  readonly side: Side;
  /** `same`: the money of the first leg; `same_base`: its quantity. */
  readonly size: Exclude<Size<V, P>, { readonly risking: unknown }>;
  readonly order: Extract<OrderTerms<V, P>, { readonly type: "market" | "limit" }>;
  readonly route?: string;
}

export interface ComboExit<K extends string, V, P> extends Trigger<K, V, P> {
  /** Since the last leg filled. */
  readonly after?: TimeSpan<V, P>;
  readonly ifUnknown: "hold" | "exit";
}

/** Several legs that open and close as one position. */
export interface Combo<K extends string, V, P> {
  /** Its name: the rule of its intents, orders, fills and trades. */
  readonly id: string;
  readonly span: SourceSpan;
  /** Features that the legs' functions read. */
  readonly reads: readonly K[];
  readonly legs: readonly ComboLeg<V, P>[];
  /** How long the legs may wait for each other; left out: for as long as it takes. */
  readonly together?: { readonly within: TimeSpan<V, P>; readonly otherwise: "unwind" | "keep" };
  readonly enter: Trigger<K, V, P>;
  readonly exits: readonly ComboExit<K, V, P>[];
  readonly rebalance?: Trigger<K, V, P>;
}

/** A share of equity, 0..1, and what it is held in; a sign of -1 sells it. */
export type Holding<K extends string, V, P> = {
  readonly span: SourceSpan;
  readonly share: Value<V, P>;
  readonly sign: 1 | -1;
} & (
  | { readonly kind: "cash" }
  | { readonly kind: "market"; readonly slot: string }
  /** The best or worst of the strategy's markets by a feature of each; shares are equal, or in proportion to one. */
  | {
      readonly kind: "ranked";
      readonly order: "top" | "bottom";
      readonly count: Value<V, P>;
      readonly by: K;
      readonly text: string;
      readonly weightedBy?: K;
    }
  | { readonly kind: "all"; readonly weightedBy?: K }
);

/** Target weights, worked out at scheduled steps. */
export interface Hold<K extends string, V, P> {
  readonly id: string;
  readonly span: SourceSpan;
  /** The boolean feature that is true at the first close at or after each instant of the schedule. */
  readonly schedule: { readonly text: string; readonly when: K };
  readonly condition: Trigger<K, V, P>;
  /** Features that the items read. */
  readonly reads: readonly K[];
  readonly items: readonly Holding<K, V, P>[];
}

/** Facts of a combo; constant within a step. NaN where one does not exist: while the combo is flat. */
export interface ComboFacts {
  /** From the step that opens it until all its legs are closed. */
  readonly open: boolean;
  /** Since it opened, in the account's currency: fees and funding so far included, the exit fees not. */
  readonly profit: number;
  /** Since its last leg filled. */
  readonly barsHeld: number;
  /** Largest distance of a leg's share of the gross value from the share that was intended. */
  readonly drift: number;
}
