import type { editor } from "monaco-editor/editor";
import type { ServiceAnswers, ServiceRequest } from "../language/service.ts";
import type { AppContext } from "../shell/context.ts";

/** Asks the services about a model's text as it is now. */
export type Ask = (model: editor.ITextModel, request: ServiceRequest) => Promise<ServiceAnswers>;

/**
 * Answers about a text that has changed meanwhile are of no use: their places are others. Proposals are: the editor itself
 * narrows them down to what was typed since.
 */
export const askingOf =
  ({ store, language }: AppContext): Ask =>
  async (model, request) => {
    const version = model.getVersionId();
    const answers = await language.serve(store.get().source.name, model.getValue(), request);
    const isOld = model.isDisposed() || (model.getVersionId() !== version && request.kind !== "completion");
    return isOld ? {} : answers;
  };
