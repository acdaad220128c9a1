export { type EmitOptions, type EmittedFile, emitPlan, sourceHash } from "./plan.ts";
export type { EmitTarget } from "./writer.ts";
