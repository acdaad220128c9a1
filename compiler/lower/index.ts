export { createFeatureGraph } from "./feature-graph.ts";
export { scalarKey } from "./keys.ts";
export type { Lowering } from "./lower-feature.ts";
export { lowerScalar } from "./lower-scalar.ts";
export { lower } from "./plan.ts";
export { featuresOf, featuresOfRule, inputsOf, mapScalar } from "./renumber.ts";
export { featuresOfCombo, featuresOfHold } from "./renumber-combos.ts";
export { featuresBehindRule, featuresOfMachine, machinesBehind } from "./renumber-machines.ts";
