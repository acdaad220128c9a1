import type { Kernel, KernelSite, Operation } from "./kernel.ts";
import { createEma, createManyEma, createManyRma, createRma } from "./kernels/averages.ts";
import { calendarKernels } from "./kernels/calendar.ts";
import { createChange, createRoc, createTalibRoc } from "./kernels/changes.ts";
import { createCrosses, createCrossesAbove, createCrossesBelow } from "./kernels/crossings.ts";
import { createCum, createObv, createTalibObv } from "./kernels/cumulative.ts";
import { createHighest, createLowest } from "./kernels/extremes.ts";
import { pointwiseKernels } from "./kernels/generated/pointwise.ts";
import { createFilledForward, createHistory, createHistoryBool } from "./kernels/past.ts";
import { createAtr, createTalibAtr, createTalibTr, createTr } from "./kernels/ranges.ts";
import { createRound } from "./kernels/round.ts";
import { createRsi, createTalibRsi } from "./kernels/rsi.ts";
import { scheduleKernels } from "./kernels/schedule.ts";
import { statisticsKernels } from "./kernels/statistics.ts";
import { structureKernels } from "./kernels/structure.ts";
import {
  createTalibMacdHistogram,
  createTalibMacdLine,
  createTalibMacdSignal,
} from "./kernels/talib-macd.ts";
import { technicalKernels } from "./kernels/technical.ts";
import { createStdev, createVariance } from "./kernels/variance.ts";
import { createWma } from "./kernels/weighted-windows.ts";
import { createSma, createSum } from "./kernels/windows.ts";
import { checkConstants, checkTexts, type OperationName, operationNames, signatures } from "./signatures.ts";

type Create = (site: KernelSite) => Kernel;
type CreateMany = (sites: readonly KernelSite[]) => Kernel;

const kernels: Readonly<Record<OperationName, Create>> = {
  ...pointwiseKernels,
  ...technicalKernels,
  ...calendarKernels,
  ...scheduleKernels,
  ...statisticsKernels,
  ...structureKernels,
  round: createRound,
  crossesAbove: createCrossesAbove,
  crossesBelow: createCrossesBelow,
  crosses: createCrosses,
  history: createHistory,
  historyBool: createHistoryBool,
  filledForward: createFilledForward,
  sum: createSum,
  sma: createSma,
  wma: createWma,
  variance: createVariance,
  stdev: createStdev,
  highest: createHighest,
  lowest: createLowest,
  ema: createEma,
  rma: createRma,
  rsi: createRsi,
  tr: createTr,
  atr: createAtr,
  change: createChange,
  roc: createRoc,
  cum: createCum,
  obv: createObv,
  talibRsi: createTalibRsi,
  talibTr: createTalibTr,
  talibAtr: createTalibAtr,
  talibRoc: createTalibRoc,
  talibObv: createTalibObv,
  talibMacdLine: createTalibMacdLine,
  talibMacdSignal: createTalibMacdSignal,
  talibMacdHistogram: createTalibMacdHistogram,
};

const interleaved: Partial<Readonly<Record<OperationName, CreateMany>>> = {
  ema: createManyEma,
  rma: createManyRma,
};

const operationOf = (name: OperationName): Operation => {
  const { inputs, output, history, lookback } = signatures[name];
  const create = kernels[name];
  const createMany = interleaved[name];
  const checked = (site: KernelSite): KernelSite => {
    checkConstants(name, site.constants);
    checkTexts(name, site.texts ?? []);
    return site;
  };
  return {
    name,
    inputs,
    output,
    history,
    lookback,
    create: (site) => create(checked(site)),
    ...(createMany === undefined ? {} : { createMany: (sites) => createMany(sites.map(checked)) }),
  };
};

/** Every operation of the standard library by its key. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  operationNames.map((name) => [name, operationOf(name)]),
);
