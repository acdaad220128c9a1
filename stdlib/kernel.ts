/**
 * The contract between the operations of the standard library and whoever runs them.
 *
 * A column is a fixed typed array with a window of consecutive bars. Numbers are Float64Array with NaN for absent;
 * booleans are Uint8Array with 0 false, 1 true, 2 unknown. Before the first bar of a series a column holds NaN (or 2)
 * for at least `history` entries, so a kernel may always read `history` entries before `from`.
 */

export type NumberColumn = Float64Array;
export type BooleanColumn = Uint8Array;
export type Column = NumberColumn | BooleanColumn;

/**
 * Computes one output column for the bars at indexes `from <= i < to`. Calls are consecutive in bars: the next call
 * starts at the bar after the last one, but the indexes may jump back between calls (the window is compacted), so a
 * kernel keeps its own running state and never an index. Any split of the same bars into calls gives the same bits.
 * A kernel allocates nothing while it runs.
 */
export type Kernel = (from: number, to: number) => void;

/** One use of an operation, when it is instantiated: its input and output columns and its constants. */
export interface KernelSite {
  readonly inputs: readonly Column[];
  readonly output: Column;
  readonly constants: readonly number[];
  /** Texts, for operations that take some: the names of time zones. */
  readonly texts?: readonly string[];
}

export interface Operation {
  /** Key in the operation table. */
  readonly name: string;
  readonly inputs: readonly ("number" | "boolean")[];
  readonly output: "number" | "boolean";
  /** Entries before the present bar that the kernel reads from its input columns: 0 for pointwise operations. */
  readonly history: (constants: readonly number[]) => number;
  /** Bars of defined input before the first defined output: added to the largest lookback of the inputs. */
  readonly lookback: (constants: readonly number[]) => number;
  readonly create: (site: KernelSite) => Kernel;
  /**
   * Optional: one kernel for several uses at once (independent recurrences interleave, so that several cost little
   * more than one). Gives the same bits as separate kernels.
   */
  readonly createMany?: (sites: readonly KernelSite[]) => Kernel;
}
