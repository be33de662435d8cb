import type { Comparison, Contender, Measured, Row } from './bench.ts';

export interface Budget {
  readonly runs: number;
  /** No further round is begun that would probably end later than this. */
  readonly seconds: number;
}

/** Ours and every peer in turn, round by round, so that what slows the machine slows both. */
export async function measure(caseName: string, { what, ours, peers }: Comparison, budget: Budget): Promise<Row[]> {
  const started = performance.now();
  const sides = [ours, ...peers];
  const results = new Map<Contender, Measured[]>(sides.map(side => [side, []]));
  let rounds = 0;
  while (rounds < budget.runs) {
    const elapsed = (performance.now() - started) / 1000;
    if (rounds > 0 && elapsed + elapsed / rounds > budget.seconds) break;
    for (const side of sides) results.get(side)!.push(await side.run());
    rounds++;
  }
  agree(what, results);
  const mine = summary(results.get(ours)!);
  const common = {
    case: caseName,
    ours: `${ours.name}: ${what}`,
    oursMs: mine.ms,
    runs: rounds,
    ...named('ours', mine),
  };
  if (peers.length === 0) return [{ ...common, peer: null, peerMs: null, ratio: null }];
  return peers.map(peer => {
    const theirs = summary(results.get(peer)!);
    return { ...common, peer: peer.name, peerMs: theirs.ms, ratio: mine.ms / theirs.ms, ...named('peer', theirs) };
  });
}

/** Times of different work say nothing. */
function agree(what: string, results: ReadonlyMap<Contender, readonly Measured[]>): void {
  const said = [...results].flatMap(([side, runs]) => runs.map(run => [side.name, run.check] as const));
  const checks = new Set(said.flatMap(([, check]) => (check === undefined ? [] : [check])));
  if (checks.size > 1) {
    throw new Error(`Results of "${what}" differ: ${said.map(([name, check]) => `${name}: ${check}`).join('; ')}.`);
  }
}

function summary(runs: readonly Measured[]): Measured {
  const peaks = runs.flatMap(run => run.peakBytes ?? []);
  const sizes = runs.flatMap(run => run.resultBytes ?? []);
  const scores = runs.flatMap(run => run.score ?? []);
  return {
    ms: median(runs.map(run => run.ms)),
    ...(peaks.length ? { peakBytes: median(peaks) } : {}),
    ...(sizes.length ? { resultBytes: median(sizes) } : {}),
    ...(scores.length ? { score: median(scores) } : {}),
  };
}

function named(side: 'ours' | 'peer', { peakBytes, resultBytes, score }: Measured): Partial<Row> {
  if (side === 'peer') {
    return {
      ...(peakBytes === undefined ? {} : { peerPeakBytes: peakBytes }),
      ...(score === undefined ? {} : { peerScore: score }),
    };
  }
  return {
    ...(score === undefined ? {} : { oursScore: score }),
    ...(peakBytes === undefined ? {} : { oursPeakBytes: peakBytes }),
    ...(resultBytes === undefined ? {} : { resultBytes }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
