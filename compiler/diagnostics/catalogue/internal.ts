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
  "generated-types": {
    code: "CTK9002",
    severity: "error",
    title: "A generated module has a type error",
    message: ({ place, detail }: { readonly place: string; readonly detail: string }) =>
      `this is a bug in ctk: the module written for this plan has a type error at ${place}: ${detail}`,
    why: "Every module is checked against the types of the runtime before it is written. Your file is right; what ctk made of it is not.",
    fix: "please report it with the file; `ctk compile --no-typecheck` writes the module all the same.",
    example: { bad: "", good: "" },
  },
});
