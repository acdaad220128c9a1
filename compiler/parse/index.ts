export type { IdSource } from "./build-context.ts";
export { limitSubjects } from "./build-risk.ts";
export { childExpressions } from "./expression-depth.ts";
export { countingIds, type ParseResult, type Piece, parse } from "./parse.ts";
export {
  type SyntaxArguments,
  type SyntaxEdit,
  type SyntaxFix,
  type SyntaxProblem,
  syntaxProblem,
} from "./problem.ts";
export { type SyntaxEntries, type SyntaxSlug, syntaxEntries } from "./problems.ts";
export { closest, editDistance } from "./spelling.ts";
export { encodeText } from "./text-literal.ts";
