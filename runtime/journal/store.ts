/** Where a journal's segments are kept. Names sort in the order in which segments were begun. */
export interface JournalStore {
  segments(): readonly string[];
  read(segment: string): Uint8Array;
  /** Begins a segment; what is appended next goes there. */
  begin(segment: string): void;
  /** Continues an existing segment. */
  resume(segment: string): void;
  append(bytes: Uint8Array): void;
  /** Returns once everything appended is on the disk. Throws where that cannot be promised: the run must end then. */
  sync(): void;
  /** Cuts a torn tail off. */
  truncate(segment: string, length: number): void;
  close(): void;
}

/** A journal in memory, for tests and for replays. */
export const createMemoryStore = (): JournalStore & { readonly unsynced: () => number } => {
  const segments = new Map<string, Uint8Array[]>();
  let current = "";
  let pending = 0;
  const bytesOf = (name: string): Uint8Array => {
    const parts = segments.get(name) ?? [];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  return {
    segments: () => [...segments.keys()].sort(),
    read: bytesOf,
    begin: (name) => {
      segments.set(name, []);
      current = name;
    },
    resume: (name) => {
      current = name;
    },
    append: (bytes) => {
      segments.get(current)?.push(bytes.slice());
      pending++;
    },
    sync: () => {
      pending = 0;
    },
    truncate: (name, length) => {
      segments.set(name, [bytesOf(name).slice(0, length)]);
    },
    close: () => {},
    /** Appends since the last sync. */
    unsynced: () => pending,
  };
};
