export type { Counterexample, Proof } from "./proof.ts";
export { type ProofInput, prove } from "./prove.ts";
