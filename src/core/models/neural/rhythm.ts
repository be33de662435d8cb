import { nextTurn } from '../../work.ts';

/** Milliseconds of work between two chances for messages to arrive, and between two reports within an epoch. */
const STRETCH = 30;
const REPORT = 200;
const MOST_STEPS = 256;

/**
 * When to wait for the device. Steps are queued on a GPU much faster than they run, so every so many of them one number
 * is read back; how many follows from how long that took. It decides about waiting only, never about results.
 */
export class Rhythm {
  #steps = 1;
  #since = 0;
  #rested = performance.now();
  #reported = performance.now();

  /** Counts a step; true when it is time to read a number back. */
  due(): boolean {
    this.#since++;
    return this.#since >= this.#steps;
  }

  /** After reading back: let messages arrive if it is time. True when a report is due too. */
  async rest(): Promise<boolean> {
    const now = performance.now();
    const spent = now - this.#rested;
    if (spent < STRETCH / 2 && this.#since >= this.#steps) this.#steps = Math.min(MOST_STEPS, 2 * this.#steps);
    if (spent > 2 * STRETCH) this.#steps = Math.max(1, this.#steps >> 1);
    this.#since = 0;
    if (spent < STRETCH) return false;
    await nextTurn();
    this.#rested = performance.now();
    const report = this.#rested - this.#reported > REPORT;
    if (report) this.#reported = this.#rested;
    return report;
  }
}
