import { describe, expect, it } from 'vitest';
import { DEMONSTRATION } from '../../../src/core/monitor/log-settings.ts';
import { type SwapMeans, swapUnderLoad } from '../../../src/app/swap.ts';

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

/** A service of which the champion changes; each request is answered by the version it found when it began. */
function service({
  failing = () => false,
  losing = () => false,
}: Partial<Record<'failing' | 'losing', (n: number) => boolean>> = {}) {
  let version = '1';
  let count = 0;
  const log: string[] = [];
  const means: SwapMeans = {
    async send(_body, requestId) {
      const [began, n] = [version, count++];
      await wait(n % 4);
      if (failing(n)) return { ok: false, version: null, by: 'page' };
      if (!losing(n)) log.push(requestId);
      return { ok: true, version: began, by: 'page' };
    },
    logged: (prefix, most) => Promise.resolve(log.filter(id => id.startsWith(prefix)).slice(0, most)),
  };
  const move = async () => {
    await wait(3);
    version = '2';
    return 'moved';
  };
  return { means, move, log };
}

describe('swapUnderLoad', () => {
  it('counts every request on the version it began with, while the move happens under load', async () => {
    const { means, move, log } = service();
    const { moved, report } = await swapUnderLoad(['{}'], move, means);
    expect(moved).toBe('moved');
    expect(report).toMatchObject({ failed: 0, logged: report.sent, by: 'page' });
    const [one, two] = report.answered;
    expect([one!.version, two!.version]).toEqual(['1', '2']);
    expect(one!.count).toBeGreaterThanOrEqual(60);
    expect(two!.count).toBeGreaterThanOrEqual(60);
    expect(one!.count + two!.count).toBe(report.sent);
    expect(log.every(id => id.startsWith(DEMONSTRATION))).toBe(true);
  });

  it('says what failed and what the log lacks', async () => {
    const { means, move } = service({ failing: n => n === 7, losing: n => n === 9 || n === 100 });
    const { report } = await swapUnderLoad(['{}'], move, means);
    expect(report.failed).toBe(1);
    expect(report.sent - report.logged).toBe(3);
  });

  it('passes on a move that failed, and stops asking', async () => {
    const { means } = service();
    await expect(swapUnderLoad(['{}'], () => Promise.reject(new Error('no such version')), means)).rejects.toThrow(
      'no such version',
    );
  });
});
