import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NumberBlock, numberBlock, textAt, type TextBlock } from '../../src/core/graph/block.ts';

import { interpret } from '../../src/core/graph/interpret.ts';
import { planGraph } from '../../src/core/graph/plan.ts';
import { graphInputs } from '../../src/core/pipeline/predict.ts';
import type { Task } from '../../src/core/table/schema.ts';
import type { GraphKernels } from '../../src/kernels/graph.ts';
import { describeOnThreads } from '../tools/describe-on-threads.ts';
import { randomCase } from './random-model.ts';

const tasks: readonly Task[] = ['classification', 'regression', 'clustering', 'anomaly'];
const ROWS = 300;
const RUNS = 40;

/** An output as bits, or as texts; one NaN is like another. */
function plain(block: NumberBlock | TextBlock): unknown {
  if (block.type === 'string') return Array.from(block.codes, (_, row) => textAt(block, row));
  return new BigUint64Array(block.data.map(v => (Number.isNaN(v) ? NaN : v)).buffer as ArrayBuffer);
}

const inSmallBatches = (kernels: GraphKernels): GraphKernels => ({
  ...kernels,
  open: (program, rows) => kernels.open!(program, Math.min(rows, 88)),
});

test('nearly all of a random graph is compiled, and some of it is not', () => {
  const cases = tasks.flatMap(task => fc.sample(randomCase(task, 2, true), { numRuns: 5, seed: 1 }));
  for (const { pkg, table } of cases) {
    const plan = planGraph(
      pkg.graph,
      graphInputs(pkg, table),
      pkg.graph.nodes.map((_, i) =>
        pkg.graph.shapes[i]!.constant
          ? numberBlock(new Float64Array(pkg.graph.shapes[i]!.width), pkg.graph.shapes[i]!.width)
          : undefined,
      ),
    );
    const compiled = plan.flatMap(stage => (stage.kind === 'compiled' ? stage.program.instructions : []));
    const interpreted = plan.flatMap(stage => (stage.kind === 'interpreted' ? stage.nodes : []));
    expect(compiled.length).toBeGreaterThan(interpreted.length);
    expect(interpreted.length).toBeGreaterThan(0);
  }
});

describeOnThreads('random graphs', ({ kernels }) => {
  test.each(tasks)(
    '%s: the bits are those of the interpreter',
    task => {
      fc.assert(
        fc.property(randomCase(task, ROWS, true), ({ pkg, table }) => {
          const inputs = graphInputs(pkg, table);
          const expected = interpret(pkg.graph, inputs, table.rows);
          for (const given of [kernels(), inSmallBatches(kernels())]) {
            const found = interpret(pkg.graph, inputs, table.rows, { kernels: given });
            expect([...found.keys()]).toEqual([...expected.keys()]);
            for (const [name, block] of expected) expect(plain(found.get(name)!)).toEqual(plain(block));
          }
        }),
        { numRuns: RUNS, seed: 5 },
      );
    },
    120_000,
  );
});
