import { createPending } from "../pending.ts";
import type { DataReply, DataTask, FromData, ToData } from "./protocol.ts";

/** Reads and makes data in a worker of its own. */
export interface DataClient {
  readonly perform: (task: DataTask) => Promise<DataReply>;
}

/** Starts the data worker. */
export const startData = (): DataClient => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "ctk data" });
  const waiting = createPending<DataReply>();
  worker.addEventListener("message", ({ data }: MessageEvent<FromData>) => {
    waiting.answer(data.id, data.reply);
  });
  return {
    perform: (task) =>
      waiting.ask((id) => {
        const message: ToData = { id, task };
        worker.postMessage(message, task.kind === "generate" ? [] : [task.bytes.buffer]);
      }),
  };
};
