import { element } from "../shell/element.ts";
import type { AppState } from "../state/app-state.ts";

/** A sentence in place of a result that is not there. */
export const emptyState = (text: string): HTMLElement => element("p", { class: "empty" }, text);

/** What stands in place of what only a plan without errors has. */
export const HAS_ERRORS = "The plan has errors: see Problems.";

/** Why there is no report yet. */
export const missingReport = ({ checked, status }: AppState): string => {
  if (status.kind === "failed") return `${status.failure.message}. ${status.failure.advice}`;
  if (status.kind === "no-data")
    return `There is no data for ${status.market}: choose some with the button above.`;
  if (checked !== undefined && checked.plan === undefined) return HAS_ERRORS;
  return "Running …";
};
