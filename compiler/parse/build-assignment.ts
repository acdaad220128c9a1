import type { IToken } from "chevrotain";
import { type BuildContext, spaced, tokenSpan } from "./build-context.ts";
import { syntaxProblem } from "./problem.ts";

/** Reports `:=`, `==`, `+=` where a name gets its value. */
export function reportAssignment(ctx: BuildContext, token: IToken | undefined): void {
  if (token === undefined || token.image === "=") {
    return;
  }
  const span = tokenSpan(ctx, token);
  const keepsMeaning = token.image === ":=" || token.image === "==";
  const edits = [{ span, text: spaced(ctx, span, "=") }];
  const safety = keepsMeaning ? ("safe" as const) : ("review" as const);
  const fixes = [{ title: "Write `=`", edits, safety }];
  ctx.problems.push(syntaxProblem("foreign-assignment", span, { arguments: { found: token.image }, fixes }));
}
