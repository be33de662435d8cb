import type { NetworkKernels, NetworkPlan, NetworkState } from '../../src/kernels/network.ts';
import { networkLayout } from '../../src/kernels/network-layout.ts';
import golden from '../golden/networks/networks.json' with { type: 'json' };

export type Course = (typeof golden.courses)[number];

/** Where the peer starts: sin(i + 1) / 2 all along the parameters, scales 1 + a quarter of that. */
export function startOf(plan: NetworkPlan): NetworkState {
  const { segments, parameters, running } = networkLayout(plan);
  const values = Float32Array.from({ length: parameters }, (_, i) => Math.sin(i + 1) / 2);
  for (const { kind, at, columns } of segments)
    if (kind === 'scales') for (let i = at; i < at + columns; i++) values[i] = 1 + values[i]! / 4;
  let seen = 0;
  const moments = new Float32Array(running);
  for (const { units, normalise } of plan.layers) {
    if (!normalise) continue;
    moments.fill(1, seen + units, seen + 2 * units);
    seen += 2 * units;
  }
  const none = new Float32Array(parameters);
  return { parameters: values, first: none, second: none.slice(), running: moments, steps: 0, losses: { loss: 0, weight: 0 } }; // prettier-ignore
}

/** The mean loss of every epoch, batches in the order of the rows, and that of all rows at the end. */
export async function followCourse(kernels: NetworkKernels, course: Course) {
  const plan = course.plan as NetworkPlan;
  const { batch, decay, clip, rates } = course;
  const rows = {
    rows: course.numbers.length,
    numbers: Float32Array.from(course.numbers.flat()),
    codes: Int32Array.from(course.codes.flat()),
    targets: Float32Array.from((course.targets as (number | number[])[]).flat()),
    weights: Float32Array.from(course.weights),
  };
  const count = rows.rows;
  const setup = { plan, training: rows, validation: rows, state: startOf(plan), batch, measured: count, seed: 1 };
  const session = await kernels.open(setup);
  try {
    const losses: number[] = [];
    for (let step = 0; step < rates.length;) {
      for (let from = 0; from < count; from += batch) {
        const part = Int32Array.from({ length: Math.min(batch, count - from) }, (_, i) => from + i);
        session.train(part, { rate: rates[step++]!, decay, clip });
      }
      const { loss, weight } = await session.losses(true);
      losses.push(loss / weight);
    }
    const { loss, weight } = await session.validate(0, count);
    return { losses, measured: loss / weight };
  } finally {
    session.close();
  }
}
