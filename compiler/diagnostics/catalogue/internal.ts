import { defineEntries } from "../define.ts";

/** CTK9xxx: failures of the compiler itself. */
export const internalEntries = defineEntries({
  internal: {
    code: "CTK9001",
    severity: "error",
    title: "A bug in ctk",
    message: ({ stage, detail }: { readonly stage: string; readonly detail: string }) =>
      `this is a bug in ctk, in its ${stage} stage: ${detail}`,
    why: "The compiler met a state that its authors had ruled out. Your file may be right.",
    fix: "please report it with the file; rewriting the marked part may get you further meanwhile.",
    example: { bad: "", good: "" },
  },
});
