/** The words of the benchmark: what is measured, against what, and what a measurement says. */

export interface Measured {
  /** Time of the work itself; starting a browser, a worker or Python and loading modules are not in it. */
  readonly ms: number;
  /** How far the process grew above where it stood before the work. Absent where the system does not tell. */
  readonly peakBytes?: number;
  /** Size of what was made, to hold the peak against. */
  readonly resultBytes?: number;
  /** A fact about the result that ours and the peers must agree on, such as "1000000 rows". */
  readonly check?: string;
  /** How good the result is, by a measure both sides share; shown beside the times. */
  readonly score?: number;
}

/** One side of a comparison. Every run starts from nothing: a fresh page and worker, or a fresh process. */
export interface Contender {
  readonly name: string;
  run(): Promise<Measured>;
}

export interface Comparison {
  /** What is done, with its size: "read 150 MB of mixed CSV". */
  readonly what: string;
  readonly ours: Contender;
  readonly peers: readonly Contender[];
}

/** What a case is given to make its contenders from. */
export interface Bench {
  /** Smaller inputs and fewer runs, so that a case ends within 50 seconds. */
  readonly quick: boolean;
  /** Whether a comparison of this name is asked for (`--only TEXT`). */
  wanted(what: string): boolean;
  /** The path of a file in the cache; `write` makes it where it is not there yet. The name says what is in it. */
  file(name: string, write: (path: string) => Promise<void>): Promise<string>;
  /** A job of tests/bench/page/jobs.ts, run in a worker of a fresh page over the files. */
  inBrowser(name: string, job: string, files: readonly string[], options?: object): Contender;
  /** A script of tests/bench/peers; empty without Python, so that it can be spread into the peers. */
  inPython(name: string, script: string, args: readonly string[]): Promise<readonly Contender[]>;
}

/** One file in tests/bench/cases and one line in tests/bench/cases/index.ts. */
export interface BenchCase {
  readonly name: string;
  comparisons(bench: Bench): Promise<readonly Comparison[]>;
}

/** What is written for each pair. `ratio` is ours / peer: below 1 we are faster. */
export interface Row {
  readonly case: string;
  readonly ours: string;
  readonly peer: string | null;
  readonly oursMs: number;
  readonly peerMs: number | null;
  readonly ratio: number | null;
  readonly runs: number;
  readonly oursScore?: number;
  readonly peerScore?: number;
  readonly oursPeakBytes?: number;
  readonly peerPeakBytes?: number;
  readonly resultBytes?: number;
}
