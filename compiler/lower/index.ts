export { lower } from "./plan.ts";
export { featuresOf, featuresOfRule } from "./renumber.ts";
