import type { DataReply, DataTask, FromData, ToData } from "./protocol.ts";

/** Reads and makes data in a worker of its own. */
export interface DataClient {
  readonly perform: (task: DataTask) => Promise<DataReply>;
}

/** Starts the data worker. */
export const startData = (): DataClient => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "ctk data" });
  const waiting = new Map<number, (reply: DataReply) => void>();
  let count = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<FromData>) => {
    waiting.get(data.id)?.(data.reply);
    waiting.delete(data.id);
  });
  return {
    perform: (task) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        const message: ToData = { id: count, task };
        worker.postMessage(message, task.kind === "generate" ? [] : [task.bytes.buffer]);
      }),
  };
};
