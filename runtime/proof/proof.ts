/** A property of a session that was tried on data, in words that a trader can check. */
export interface Proof {
  readonly id: "repeat" | "prefix" | "blocks" | "scale" | "start";
  /** What is claimed, as one sentence. */
  readonly claim: string;
  readonly verdict: "holds" | "fails" | "not applicable";
  /** How often it was tried and on what; or why it does not apply. */
  readonly detail: string;
  /** The first place at which the claim is wrong. */
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample {
  /** Milliseconds since 1970 UTC of what differs; undefined where no moment can be named. */
  readonly time: number | undefined;
  /** What was expected there and what was found. */
  readonly expected: string;
  readonly found: string;
}

/** Claims by name. */
const claims: Readonly<Record<Proof["id"], string>> = {
  repeat: "The same data gives the same result.",
  prefix: "Later bars change nothing earlier: no look-ahead.",
  blocks: "Bar by bar, as in live trading, decides what a batch decides.",
  scale: "The size of the currency unit changes no decision.",
  start: "Once settled, it does not matter where the data starts.",
};

/** A claim that held wherever it was tried. */
export const holds = (id: Proof["id"], detail: string): Proof => ({
  id,
  claim: claims[id],
  verdict: "holds",
  detail,
  counterexample: undefined,
});

/** A claim with a place at which it is wrong. */
export const fails = (id: Proof["id"], detail: string, counterexample: Counterexample): Proof => ({
  id,
  claim: claims[id],
  verdict: "fails",
  detail,
  counterexample,
});

/** A claim that says nothing about this plan. */
export const notApplicable = (id: Proof["id"], detail: string): Proof => ({
  id,
  claim: claims[id],
  verdict: "not applicable",
  detail,
  counterexample: undefined,
});
