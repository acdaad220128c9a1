import { element } from "./element.ts";

/** Hands a file to the browser's downloads. */
export const download = (blob: Blob, name: string): void => {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
};
