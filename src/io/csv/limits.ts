/** What a text table may be at most; a file beyond is refused by name before it fills the memory. */
export interface CsvLimits {
  readonly recordBytes: number;
  readonly columns: number;
  readonly cells: number;
  /** So many first bytes decide how the file is split and how each column is read at first. */
  readonly headBytes: number;
}

export const csvLimits: CsvLimits = {
  recordBytes: 16_000_000,
  columns: 10_000,
  cells: 150_000_000,
  headBytes: 1 << 18,
};
