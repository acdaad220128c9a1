import * as std from "ctk/stdlib";
import { z } from "zod";
import { type PlanModule, spans, strategy } from "./abi.ts";

/** What a module in factory form gets instead of imports. */
const ctk = { z, std, scalar: std.scalar, spans, strategy };

/** Runs the text of a function body that gets `ctk`, and returns what it returns. */
export type Evaluator = (text: string, context: Readonly<Record<"ctk", object>>) => unknown;

/** By the host's own compiler; where a host forbids that, another evaluator is given. */
const compiled: Evaluator = (text, context) => new Function("ctk", `"use strict";\n${text}`)(context.ctk);

/**
 * Evaluates a function body that gets `ctk` and returns `T`. The text must come from the compiler: it is run as code,
 * and its result is taken as it is.
 */
export const evaluateText = <T>(text: string, evaluate: Evaluator = compiled): T =>
  evaluate(text, { ctk }) as T;

/** Evaluates a plan that the compiler wrote in factory form. */
export const loadPlan = (factory: string, evaluate?: Evaluator): PlanModule =>
  evaluateText<PlanModule>(factory, evaluate);
