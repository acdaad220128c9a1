import type { FunctionDescriptor } from "./descriptor.ts";
import { indicatorDescriptors } from "./descriptors/indicators.ts";
import { mathDescriptors } from "./descriptors/math.ts";
import { statisticsDescriptors } from "./descriptors/statistics.ts";
import { structureDescriptors } from "./descriptors/structure.ts";
import { talibDescriptors } from "./descriptors/talib.ts";
import { talibTechnicalDescriptors } from "./descriptors/talib-technical.ts";
import { technicalDescriptors } from "./descriptors/technical.ts";
import { timeDescriptors } from "./descriptors/time.ts";

/** The name by which a plan calls a function: `ema`, `talib.rsi`. */
export const qualifiedName = (descriptor: Pick<FunctionDescriptor, "name" | "namespace">): string =>
  descriptor.namespace === "" ? descriptor.name : `${descriptor.namespace}.${descriptor.name}`;

/** Every function that a plan can call and that is not written in .ctk itself, by its qualified name. */
export const functions: ReadonlyMap<string, FunctionDescriptor> = new Map(
  [
    ...indicatorDescriptors,
    ...technicalDescriptors,
    ...mathDescriptors,
    ...statisticsDescriptors,
    ...structureDescriptors,
    ...timeDescriptors,
    ...talibDescriptors,
    ...talibTechnicalDescriptors,
  ].map((descriptor) => [qualifiedName(descriptor), descriptor]),
);
