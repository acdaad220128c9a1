import * as std from "ctk/stdlib";
import { z } from "zod";
import { type PlanModule, spans, strategy } from "./abi.ts";

/** What a module in factory form gets instead of imports. */
const ctk = { z, std, scalar: std.scalar, spans, strategy };

type Factory = (context: typeof ctk) => PlanModule;

/**
 * Evaluates a plan that the compiler wrote in factory form. The text must come from the compiler: it is run as code.
 */
export const loadPlan = (factory: string): PlanModule => {
  const evaluate = new Function("ctk", `"use strict";\n${factory}`) as Factory;
  return evaluate(ctk);
};
