// What TypeScript writes into memory (../network-memory.ts) and the network's functions read; all fields of four bytes.
// Rows of matrices are padded to multiples of four numbers; what lies in the padding is 0 in weights and slopes.

@unmanaged
export class Layer {
  entering: i32;
  units: i32;
  /** Bytes from a row to the next, of what enters and of what leaves. */
  inRow: u32;
  outRow: u32;
  activation: i32;
  normalise: i32;
  residual: i32;
  /** Of dropout: hashes below it are off; 0 for none. What is kept grows by `keptScale`. */
  threshold: u32;
  keptScale: f32;
  weights: u32;
  /** 0 where normalised. */
  biases: u32;
  scales: u32;
  shifts: u32;
  /** Room for the transposed weights. */
  turned: u32;
  input: u32;
  before: u32;
  normal: u32;
  sharpness: u32;
  output: u32;
  byOutput: u32;
  /** May be the same place as byOutput, where the layer is not residual. */
  delta: u32;
  /** 0 where nobody needs it. */
  byInput: u32;
  weightsSlope: u32;
  biasesSlope: u32;
  scalesSlope: u32;
  shiftsSlope: u32;
  /** Means, then variances: running ones, and those of the batch. */
  running: u32;
  moments: u32;
}

@unmanaged
export class Embedding {
  levels: i32;
  width: i32;
  table: u32;
  slope: u32;
}

@unmanaged
export class Rows {
  numbers: u32;
  codes: u32;
  targets: u32;
  /** 0: all 1. */
  weights: u32;
}

/** What one thread needs to send some rows of a batch through the network and back. */
@unmanaged
export class Block {
  loss: f64;
  weight: f64;
  layers: i32;
  firstLayer: u32;
  embeddings: i32;
  firstEmbedding: u32;
  numbers: i32;
  outputs: i32;
  /** 1: squared errors; 0: cross-entropy. */
  squared: i32;
  /** As many bytes of zeros as the widest row has. */
  zeros: u32;
}
