import { createHeikinAshiOpen } from "./candles.ts";
import { createAlma } from "./convolution.ts";
import { createDev } from "./deviation.ts";
import {
  createDx,
  createMinusDi,
  createPlusDi,
  createTalibAdx,
  createTalibDx,
  createTalibMinusDi,
  createTalibPlusDi,
} from "./directional.ts";
import {
  createHighestBars,
  createLowestBars,
  createTalibHighestBars,
  createTalibLowestBars,
} from "./extreme-bars.ts";
import { createKama, createTalibKama } from "./kama.ts";
import { createMfi, createTalibMfi } from "./money-flow.ts";
import { createPsar, createTalibSar } from "./parabolic.ts";
import { createTalibCmo } from "./rsi.ts";
import { createSupertrendDirection, createSupertrendLine } from "./supertrend.ts";
import { createTalibAdosc } from "./talib-adosc.ts";
import { createNvi, createPvi } from "./volume-index.ts";
import { createCog, createLinreg } from "./weighted-windows.ts";

/** Makes the kernels of the operations in `signatures/technical.ts`, but for the pointwise one. */
export const technicalKernels = {
  alma: createAlma,
  kama: createKama,
  linreg: createLinreg,
  dev: createDev,
  cog: createCog,
  mfi: createMfi,
  highestBars: createHighestBars,
  lowestBars: createLowestBars,
  plusDi: createPlusDi,
  minusDi: createMinusDi,
  dx: createDx,
  nvi: createNvi,
  pvi: createPvi,
  heikinAshiOpen: createHeikinAshiOpen,
  supertrendLine: createSupertrendLine,
  supertrendDirection: createSupertrendDirection,
  psar: createPsar,
  talibKama: createTalibKama,
  talibCmo: createTalibCmo,
  talibMfi: createTalibMfi,
  talibHighestBars: createTalibHighestBars,
  talibLowestBars: createTalibLowestBars,
  talibPlusDi: createTalibPlusDi,
  talibMinusDi: createTalibMinusDi,
  talibDx: createTalibDx,
  talibAdx: createTalibAdx,
  talibSar: createTalibSar,
  talibAdosc: createTalibAdosc,
};
