import { comomentKernels } from "./comoments.ts";
import { momentKernels } from "./moments.ts";
import { orderKernels } from "./order-statistics.ts";
import { trendLineKernels } from "./trend-line.ts";
import { createStdevSample, createVarianceSample } from "./variance.ts";

/** Kernels of statistics on windows. */
export const statisticsKernels = {
  ...comomentKernels,
  ...momentKernels,
  ...orderKernels,
  ...trendLineKernels,
  varianceSample: createVarianceSample,
  stdevSample: createStdevSample,
};
