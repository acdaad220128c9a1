import { version } from "../package.json";

/** Name and version of this package. */
export const engine = { name: "ctk", version } as const;
