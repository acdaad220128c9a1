import { loadPlan, loadTests, type PlanModule, type TestPlan } from "ctk/runtime";
import { config } from "zod";
import { evaluateByClosures } from "../evaluation/reader.ts";

// Schemas would try whether they may compile themselves, which the page's policy forbids and reports.
config({ jitless: true });

/** The modules of a plan in factory form. */
export const loadModules = (text: string): PlanModule => loadPlan(text, evaluateByClosures);

/** The tests of a plan, from the text that the compiler writes for them. */
export const loadTestPlan = (text: string): TestPlan => loadTests(text, evaluateByClosures);
