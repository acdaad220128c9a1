export { lowerTests } from "./tests.ts";
