import * as std from "ctk/stdlib";
import { z } from "zod";
import { type PlanModule, spans, strategy } from "./abi.ts";

/** What a module in factory form gets instead of imports. */
const ctk = { z, std, scalar: std.scalar, spans, strategy };

/**
 * Evaluates a function body that gets `ctk` and returns `T`. The text must come from the compiler: it is run as code,
 * and its result is taken as it is.
 */
export const evaluateText = <T>(text: string): T => {
  const evaluate = new Function("ctk", `"use strict";\n${text}`) as (context: typeof ctk) => T;
  return evaluate(ctk);
};

/** Evaluates a plan that the compiler wrote in factory form. */
export const loadPlan = (factory: string): PlanModule => evaluateText<PlanModule>(factory);
