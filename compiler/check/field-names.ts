import type { SourceField } from "../../stdlib/series.ts";

const fields: readonly SourceField[] = ["open", "high", "low", "close", "volume", "time"];

/** The market field of that name, for defaults of library parameters. */
export function fieldNamed(name: string): SourceField | undefined {
  return fields.find((field) => field === name);
}
