export { type EmitTarget, sourceHash } from "./context.ts";
export { type LinkedFile, linkedFiles } from "./linked-files.ts";
export { type ModuleProblem, problemDiagnostics } from "./module-problem.ts";
export { type EmitOptions, type EmittedFile, emitPlan } from "./plan.ts";
export { emitTestPlan } from "./tests.ts";
