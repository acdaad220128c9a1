import { conditionWindowKernels } from "./condition-windows.ts";
import { pivotKernels } from "./pivots.ts";
import { sinceKernels } from "./since.ts";

/** Kernels of conditions and of the structure of a market. */
export const structureKernels = { ...conditionWindowKernels, ...pivotKernels, ...sinceKernels };
