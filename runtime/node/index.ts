export { createStdoutChannel, createSystemWebhook } from "./alert-channels.ts";
export { type ControlApiOptions, createControlApi } from "./control-api.ts";
export { type ControlMetrics, createMetrics } from "./control-metrics.ts";
export { type ControlServer, type ControlServerOptions, startControlServer } from "./control-server.ts";
export { createFileStore } from "./file-store.ts";
export { type FolderLock, type FolderOwner, lockFolder } from "./folder-lock.ts";
export { openJsonlTarget } from "./jsonl-target.ts";
export { createParquetTarget } from "./parquet-target.ts";
