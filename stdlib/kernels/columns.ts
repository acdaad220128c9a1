import type { BooleanColumn, KernelSite, NumberColumn } from "../kernel.ts";

/** The number column at `index` of a site's inputs; a wrong column is a caller's bug. */
export const numberInput = (site: KernelSite, index: number): NumberColumn => {
  const column = site.inputs[index];
  if (!(column instanceof Float64Array)) throw new TypeError(`input ${index} must be a number column`);
  return column;
};

/** The boolean column at `index` of a site's inputs; a wrong column is a caller's bug. */
export const booleanInput = (site: KernelSite, index: number): BooleanColumn => {
  const column = site.inputs[index];
  if (!(column instanceof Uint8Array)) throw new TypeError(`input ${index} must be a boolean column`);
  return column;
};

/** The output of a site that gives numbers; a wrong column is a caller's bug. */
export const numberOutput = (site: KernelSite): NumberColumn => {
  if (!(site.output instanceof Float64Array)) throw new TypeError("the output must be a number column");
  return site.output;
};

/** The output of a site that gives truth values; a wrong column is a caller's bug. */
export const booleanOutput = (site: KernelSite): BooleanColumn => {
  if (!(site.output instanceof Uint8Array)) throw new TypeError("the output must be a boolean column");
  return site.output;
};
