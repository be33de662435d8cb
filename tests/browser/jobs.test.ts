import { expect, it } from 'vitest';
import { runJob } from '../../src/app/jobs.ts';
import { status } from '../../src/app/status.svelte.ts';

it('a report that comes after the end of its job shows nothing', async () => {
  let late: (() => void) | undefined;
  await runJob('first', job => {
    job.report(0.5);
    expect(status.job?.label).toBe('first');
    late = () => job.report(1);
    return Promise.resolve();
  });
  late!();
  expect(status.job).toBeNull();
  await runJob('second', () => {
    late!();
    expect(status.job?.label).toBe('second');
    return Promise.resolve();
  });
  expect(status.job).toBeNull();
});
