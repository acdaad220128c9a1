/**
 * Averages that step from their previous value. They run over the bars at which the input is present: at an absent
 * one they are absent and stay where they were. Each step waits for the one before, so several averages in one loop
 * cost little more than one.
 */

import type { Kernel, KernelSite, NumberColumn } from "../kernel.ts";
import { constantAt } from "../signatures.ts";
import { numberInput, numberOutput } from "./columns.ts";
import { addToSeed, createSeed, type Seed } from "./seed.ts";

interface Average {
  readonly x: NumberColumn;
  readonly output: NumberColumn;
  readonly length: number;
  readonly seed: Seed;
  value: number;
}

type Roll = (average: Average, from: number, to: number) => void;
type RollPair = (a: Average, b: Average, from: number, to: number) => void;

const createAverage = (site: KernelSite): Average => {
  const length = constantAt(site.constants, 0);
  return {
    x: numberInput(site, 0),
    output: numberOutput(site),
    length,
    seed: createSeed(length),
    value: Number.NaN,
  };
};

const isSeeded = (average: Average): boolean => average.seed.seen === average.length;

/** Runs the bars up to the one that completes the seed; returns the bar after it. */
const warmUp = (average: Average, from: number, to: number): number => {
  let i = from;
  for (; i < to && !isSeeded(average); i++) {
    average.value = addToSeed(average.seed, average.x[i] as number);
    average.output[i] = average.value;
  }
  return i;
};

const run = (average: Average, from: number, to: number, roll: Roll): void =>
  roll(average, warmUp(average, from, to), to);

/** Averages two by two: while one step waits for the one before it, the other average's step runs. */
const runAll = (averages: readonly Average[], roll: Roll, rollPair: RollPair): Kernel => {
  const pairs: (readonly [Average, Average])[] = [];
  for (let i = 0; i + 1 < averages.length; i += 2) {
    const [a, b] = averages.slice(i, i + 2);
    if (a !== undefined && b !== undefined) pairs.push([a, b]);
  }
  const single = averages.length % 2 === 1 ? averages.at(-1) : undefined;
  return (from, to) => {
    for (const [a, b] of pairs) {
      if (isSeeded(a) && isSeeded(b)) {
        rollPair(a, b, from, to);
      } else {
        run(a, from, to, roll);
        run(b, from, to, roll);
      }
    }
    if (single !== undefined) run(single, from, to, roll);
  };
};

const rollEma: Roll = (average, from, to) => {
  const { x, output } = average;
  const alpha = 2 / (average.length + 1);
  let mean = average.value;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      output[i] = value;
    } else {
      mean += alpha * (value - mean);
      output[i] = mean;
    }
  }
  average.value = mean;
};

const rollEmaPair: RollPair = (a, b, from, to) => {
  const ax = a.x;
  const aOutput = a.output;
  const bx = b.x;
  const bOutput = b.output;
  const aAlpha = 2 / (a.length + 1);
  const bAlpha = 2 / (b.length + 1);
  let aMean = a.value;
  let bMean = b.value;
  for (let i = from; i < to; i++) {
    const aValue = ax[i] as number;
    const bValue = bx[i] as number;
    if (Number.isNaN(aValue)) aOutput[i] = aValue;
    else {
      aMean += aAlpha * (aValue - aMean);
      aOutput[i] = aMean;
    }
    if (Number.isNaN(bValue)) bOutput[i] = bValue;
    else {
      bMean += bAlpha * (bValue - bMean);
      bOutput[i] = bMean;
    }
  }
  a.value = aMean;
  b.value = bMean;
};

const rollRma: Roll = (average, from, to) => {
  const { x, output, length } = average;
  const kept = length - 1;
  let mean = average.value;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) {
      output[i] = value;
    } else {
      mean = (mean * kept + value) / length;
      output[i] = mean;
    }
  }
  average.value = mean;
};

const rollRmaPair: RollPair = (a, b, from, to) => {
  const ax = a.x;
  const aOutput = a.output;
  const bx = b.x;
  const bOutput = b.output;
  const aLength = a.length;
  const aKept = aLength - 1;
  const bLength = b.length;
  const bKept = bLength - 1;
  let aMean = a.value;
  let bMean = b.value;
  for (let i = from; i < to; i++) {
    const aValue = ax[i] as number;
    const bValue = bx[i] as number;
    if (Number.isNaN(aValue)) aOutput[i] = aValue;
    else {
      aMean = (aMean * aKept + aValue) / aLength;
      aOutput[i] = aMean;
    }
    if (Number.isNaN(bValue)) bOutput[i] = bValue;
    else {
      bMean = (bMean * bKept + bValue) / bLength;
      bOutput[i] = bMean;
    }
  }
  a.value = aMean;
  b.value = bMean;
};

const createOne =
  (roll: Roll) =>
  (site: KernelSite): Kernel => {
    const average = createAverage(site);
    return (from, to) => run(average, from, to, roll);
  };

const createSeveral =
  (roll: Roll, rollPair: RollPair) =>
  (sites: readonly KernelSite[]): Kernel =>
    runAll(sites.map(createAverage), roll, rollPair);

/** e + (x - e) * 2 / (n + 1) */
export const createEma = createOne(rollEma);
export const createManyEma = createSeveral(rollEma, rollEmaPair);

/** (r * (n - 1) + x) / n */
export const createRma = createOne(rollRma);
export const createManyRma = createSeveral(rollRma, rollRmaPair);
