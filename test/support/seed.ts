import fc from "fast-check";

/**
 * Property tests draw the same cases in every run, so that a change that breaks one is the change at hand. A number in
 * CTK_SEED draws others, and `CTK_SEED=random` new ones each time; a failure prints its seed.
 */
const wanted = process.env.CTK_SEED;

if (wanted !== "random") fc.configureGlobal({ seed: wanted === undefined ? 20_261_123 : Number(wanted) });
