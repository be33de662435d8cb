import { expect, test } from 'vitest';
import { nextTurn, pacer } from '../../../src/core/work.ts';

/** Keep the thread busy. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Aborted by a message, as a worker is told to stop. */
function stopByMessage(): { readonly signal: AbortSignal; readonly send: () => void; readonly close: () => void } {
  const stop = new AbortController();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => stop.abort();
  return { signal: stop.signal, send: () => port2.postMessage(null), close: () => port1.close() };
}

test('messages that have arrived have their turn, and so have timers that are due', async () => {
  const { signal, send, close } = stopByMessage();
  let rung = false;
  setTimeout(() => (rung = true), 0);
  send();
  work(5);
  expect([signal.aborted, rung]).toEqual([false, false]);
  for (let i = 0; i < 3; i++) await nextTurn();
  expect([signal.aborted, rung]).toEqual([true, true]);
  close();
});

test('work that is paced ends within a stretch of being told to stop, and tells how far it is', async () => {
  const { signal, send, close } = stopByMessage();
  const told: number[] = [];
  const pace = pacer({ signal, progress: ({ done }) => told.push(done) });
  let done = 0;
  let asked = 0;
  const running = async () => {
    for (; ; done++) {
      await pace('Counting', done, 1000);
      if (done === 40) {
        asked = performance.now();
        send();
      }
      work(5);
    }
  };
  await expect(running()).rejects.toMatchObject({ code: 'rpc/cancelled' });
  expect(performance.now() - asked).toBeLessThan(150);
  expect(told.length).toBeGreaterThanOrEqual(3);
  close();
});
