import { SessionError } from "ctk/runtime";
import type { RunFailure } from "./protocol.ts";

/** Why there is no result, for whoever asked for it. */
export const failureOf = (error: unknown): RunFailure => {
  if (error instanceof SessionError) {
    return { code: error.code, message: error.message, advice: "Change the plan, the data or the settings." };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, advice: "That is a bug of ctk." };
};
