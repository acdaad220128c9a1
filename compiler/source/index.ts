export { createLineIndex, type LineIndex, type Position } from "./line-index.ts";
export {
  createSourceFile,
  createSourceList,
  positionOf,
  type SourceFile,
  type SourceList,
  textOf,
} from "./source-file.ts";
