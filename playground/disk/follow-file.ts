import type { AppState } from "../state/app-state.ts";
import type { Controller } from "../state/controller.ts";
import type { Store } from "../state/store.ts";

/** A plan as the disk has it. */
interface PlanText {
  readonly name: string;
  readonly text: string;
  /** Changes with the text. */
  readonly version: string;
}

/** Typing pauses of this length save the text. */
const PAUSE_MS = 400;

/** The token behind an address that `ctk playground FILE` prints; undefined behind others. */
export const fileToken = (fragment: string): string | undefined => /^#file=([\w-]+)$/.exec(fragment)?.[1];

const planOf = (value: unknown): PlanText | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("name" in value) || !("text" in value) || !("version" in value)) return undefined;
  const { name, text, version } = value;
  const isPlan = typeof name === "string" && typeof text === "string" && typeof version === "string";
  return isPlan ? { name, text, version } : undefined;
};

/**
 * Opens the file that the page is served for, saves what is written, and follows what others write to it. A text that
 * both have changed is kept in the page and left alone on the disk. False where the server does not give the file.
 */
export const followFile = async (
  token: string,
  { store, controller }: { readonly store: Store<AppState>; readonly controller: Controller },
): Promise<boolean> => {
  const headers = { "x-ctk-token": token };
  const ask = async (request: RequestInit = {}): Promise<{ status: number; plan: PlanText | undefined }> => {
    const response = await fetch("./api/plan", { ...request, headers: { ...headers, ...request.headers } });
    return { status: response.status, plan: planOf(await response.json().catch(() => undefined)) };
  };
  const { plan } = await ask();
  if (plan === undefined) return false;
  /** What the disk had when the page last agreed with it. */
  let known = plan;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const tell = (text: string): void => store.set({ notice: { text, isProblem: true } });
  const lost = (): void => tell("The server has ended: what is written now is not saved.");

  const take = (next: PlanText): void => {
    const { text } = store.get().source;
    const isOurs = text === known.text || text === next.text;
    known = isOurs ? next : known;
    if (!isOurs) {
      tell(
        `${next.name} has changed on the disk, and here: it is not saved over. Copy your text and reload.`,
      );
    } else if (text !== next.text) controller.edit(next.text);
  };
  const save = async (): Promise<void> => {
    const { text } = store.get().source;
    if (text === known.text) return;
    const body = JSON.stringify({ text, version: known.version });
    const answer = await ask({ method: "PUT", body, headers: { "content-type": "application/json" } });
    if (answer.plan === undefined) lost();
    else if (answer.status === 409) take(answer.plan);
    else known = answer.plan;
  };

  controller.open(plan.name, plan.text, {});
  store.watch(
    (state) => state.source.text,
    () => {
      clearTimeout(pause);
      // Another plan of the gallery is not this file.
      if (store.get().source.name === plan.name) pause = setTimeout(() => void save().catch(lost), PAUSE_MS);
    },
  );
  void listen(headers, async () => {
    const next = (await ask()).plan;
    if (next !== undefined && next.version !== known.version) take(next);
  }).catch(lost);
  return true;
};

/** Calls back for every change that the server tells of. Ends with the connection. */
const listen = async (headers: HeadersInit, onChange: () => Promise<void>): Promise<void> => {
  const response = await fetch("./api/changes", { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) throw new Error("the server has ended");
    if (part.value.includes("event: change")) await onChange();
  }
};
