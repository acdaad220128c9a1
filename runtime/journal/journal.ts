import { frame, hasFrameAfter, readSegment, segmentHeader } from "./framing.ts";
import { isRecord, type JournalRecord } from "./record.ts";
import type { JournalStore } from "./store.ts";

/** A journal that cannot be read; nothing is decided on guesses. */
export class JournalError extends Error {
  readonly code: "corrupt" | "empty" | "other_run";
  constructor(code: JournalError["code"], message: string) {
    super(message);
    this.name = "JournalError";
    this.code = code;
  }
}

/** What a journal holds. */
export interface JournalReading {
  readonly records: readonly JournalRecord[];
  /** Bytes of a last record that was cut off by a crash. */
  readonly torn: number;
}

/** Appends records. Those that have effects are on the disk before `append` returns; others ride along. */
export interface Journal {
  append(record: JournalRecord, durable: boolean): void;
  /** Hands what rides along to the system: a process that is killed loses none of it, a machine that loses power may. */
  write(): void;
  /** Writes what rides along, and waits until it is on the disk. */
  flush(): void;
  close(): void;
}

const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Appends that are held back for one write. */
const GROUP_BYTES = 256 * 1024;

const segmentName = (number: number): string => `${String(number).padStart(6, "0")}.ctkj`;

/**
 * Reads a journal. A record that is cut off at the very end is what a crash leaves, and is passed over; damage anywhere
 * else throws.
 */
export const readJournal = (store: JournalStore): JournalReading => {
  const records: JournalRecord[] = [];
  const names = store.segments();
  let torn = 0;
  names.forEach((name, index) => {
    const bytes = store.read(name);
    const { records: found, end, damage } = readSegment(bytes);
    if (damage !== undefined && index < names.length - 1) {
      throw new JournalError("corrupt", `segment ${name} is damaged at byte ${end}: ${damage}`);
    }
    if (damage !== undefined && !isTorn(bytes, end, damage)) {
      throw new JournalError("corrupt", `segment ${name} is damaged at byte ${end}: ${damage}`);
    }
    torn = damage === undefined ? 0 : bytes.length - end;
    for (const record of found) {
      if (!isRecord(record)) throw new JournalError("corrupt", `segment ${name} holds an unknown record`);
      records.push(record);
    }
  });
  return { records, torn };
};

/** Whether a crash explains the damage: a last record that is not whole, with nothing behind it that is. */
const isTorn = (bytes: Uint8Array, end: number, damage: string): boolean => {
  if (/version|not a journal/.test(damage)) return false;
  return !hasFrameAfter(bytes, end);
};

/** Opens a journal for appending: a new one, or behind the last whole record of an old one. */
export const openJournal = (
  store: JournalStore,
): { readonly journal: Journal; readonly reading: JournalReading } => {
  const reading = readJournal(store);
  const last = store.segments().at(-1);
  let number = store.segments().length;
  let size = 0;
  const begin = (): void => {
    number++;
    store.begin(segmentName(number));
    const header = segmentHeader();
    store.append(header);
    size = header.length;
  };
  if (last === undefined) begin();
  else {
    const bytes = store.read(last);
    if (reading.torn > 0) store.truncate(last, bytes.length - reading.torn);
    size = bytes.length - reading.torn;
    if (size === 0) {
      store.begin(last);
      store.append(segmentHeader());
      size = segmentHeader().length;
    } else store.resume(last);
  }
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const write = (): void => {
    if (heldBytes === 0) return;
    const all = new Uint8Array(heldBytes);
    let at = 0;
    for (const part of held) {
      all.set(part, at);
      at += part.length;
    }
    held = [];
    heldBytes = 0;
    if (size + all.length > SEGMENT_BYTES) {
      store.sync();
      begin();
    }
    store.append(all);
    size += all.length;
  };
  const journal: Journal = {
    append: (record, durable) => {
      const bytes = frame(record);
      held.push(bytes);
      heldBytes += bytes.length;
      if (durable || heldBytes >= GROUP_BYTES) write();
      if (durable) store.sync();
    },
    write,
    flush: () => {
      write();
      store.sync();
    },
    close: () => {
      write();
      store.sync();
      store.close();
    },
  };
  return { journal, reading };
};
