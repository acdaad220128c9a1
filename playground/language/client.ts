import { createPending } from "../pending.ts";
import type { Checked } from "../state/app-state.ts";
import type { FromLanguage, Question, ToLanguage } from "./protocol.ts";
import type { ServiceAnswers, ServiceRequest } from "./service.ts";

/** The language worker as the page sees it. */
export interface LanguageClient {
  /** Checks a text; resolves to undefined where a later one was asked for meanwhile. */
  readonly check: (name: string, text: string, watched: readonly string[]) => Promise<Checked | undefined>;
  /** Asks about the text that was checked last. */
  readonly ask: (question: Question) => Promise<string | undefined>;
  /** Asks the editor services about a text; the answer stands under the kind of the request. */
  readonly serve: (name: string, text: string, request: ServiceRequest) => Promise<ServiceAnswers>;
}

/** Starts the language worker. It runs beside the one for backtests, so that typing never waits for a run. */
export const startLanguage = (): LanguageClient => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "ctk language",
  });
  const asked = createPending<string | undefined>();
  const served = createPending<ServiceAnswers>();
  let version = 0;
  let pending: { readonly text: string; readonly settle: (checked: Checked | undefined) => void } | undefined;

  worker.addEventListener("message", ({ data }: MessageEvent<FromLanguage>) => {
    switch (data.kind) {
      case "checked": {
        if (data.version !== version) return;
        const { diagnostics, plan } = data;
        pending?.settle({ text: pending.text, diagnostics, plan });
        pending = undefined;
        return;
      }
      case "answer":
        asked.answer(data.id, data.answer);
        return;
      case "served":
        served.answer(data.id, data.answers);
        return;
    }
  });
  const send = (message: ToLanguage): void => worker.postMessage(message);

  return {
    check: (name, text, watched) =>
      new Promise((settle) => {
        pending?.settle(undefined);
        pending = { text, settle };
        version += 1;
        send({ kind: "check", version, name, text, watched });
      }),
    serve: (name, text, request) => served.ask((id) => send({ kind: "serve", id, name, text, request })),
    ask: (question) => asked.ask((id) => send({ kind: "ask", id, question })),
  };
};
