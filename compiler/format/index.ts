export { type FormatRefusal, type FormatResult, format, lineWidth, print } from "./format.ts";
export { sameTree } from "./tree.ts";
