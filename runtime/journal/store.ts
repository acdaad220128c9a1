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

/** A journal in memory, for tests and for replays. It knows what a crash would have left. */
export interface MemoryStore extends JournalStore {
  /** Appends since the last sync. */
  readonly unsynced: () => number;
  /** Bytes of a segment that survive a crash. */
  readonly syncedBytes: (segment: string) => number;
}

interface Segment {
  parts: Uint8Array[];
  length: number;
  synced: number;
}

const joined = ({ parts, length }: Segment): Uint8Array => {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

export const createMemoryStore = (): MemoryStore => {
  const segments = new Map<string, Segment>();
  let current: Segment | undefined;
  let pending = 0;
  const segmentOf = (name: string): Segment => segments.get(name) ?? { parts: [], length: 0, synced: 0 };
  return {
    segments: () => [...segments.keys()].sort(),
    read: (name) => joined(segmentOf(name)),
    begin: (name) => {
      current = { parts: [], length: 0, synced: 0 };
      segments.set(name, current);
    },
    resume: (name) => {
      current = segments.get(name);
    },
    append: (bytes) => {
      if (current === undefined) throw new Error("the journal has no segment that is open");
      current.parts.push(bytes.slice());
      current.length += bytes.length;
      pending++;
    },
    sync: () => {
      pending = 0;
      for (const segment of segments.values()) segment.synced = segment.length;
    },
    truncate: (name, length) => {
      const bytes = joined(segmentOf(name)).slice(0, length);
      segments.set(name, { parts: [bytes], length, synced: length });
    },
    close: () => {},
    unsynced: () => pending,
    syncedBytes: (name) => segmentOf(name).synced,
  };
};
