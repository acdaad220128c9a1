export { type EmitTarget, sourceHash } from "./context.ts";
export { type EmitOptions, type EmittedFile, emitPlan } from "./plan.ts";
