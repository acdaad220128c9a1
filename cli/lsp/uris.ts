import { fileURLToPath, pathToFileURL } from "node:url";

/** The path of a document, with forward slashes; a document that is no file has its URI as its path. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith("file:")) {
    return uri;
  }
  try {
    return fileURLToPath(uri).replaceAll("\\", "/");
  } catch {
    return uri;
  }
}

/** The URI of a path that `pathOfUri` gave. */
export function uriOfPath(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : pathToFileURL(path).href;
}
