import type { AppContext } from "../shell/context.ts";
import { registerActions } from "./actions.ts";
import { askingOf } from "./ask.ts";
import { registerCompletion } from "./completion.ts";
import { createValueSource } from "./known-values.ts";
import { registerNavigation } from "./navigation.ts";
import { registerReading } from "./reading.ts";

/** Ties the compiler's editor services to the editor; they are asked in the language worker. */
export const registerProviders = (context: AppContext): void => {
  const ask = askingOf(context);
  registerActions(ask, context);
  registerCompletion(ask);
  registerNavigation(ask);
  registerReading(ask, createValueSource(context));
};
