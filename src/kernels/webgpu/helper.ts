/**
 * A device that helps with work the processor can do as well: asked until it fails once (lost, out of memory), and from
 * then on no more. Nothing is lost by that, for the processor has the word in everything.
 */
export class Helper {
  /** How often it was asked and answered. */
  helped = 0;
  /** Why it is not asked any more, a plain clause. */
  failure: string | null = null;

  /** What the device answers; null where it does not. */
  async ask<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.failure !== null) return null;
    try {
      const answer = await work();
      this.helped++;
      return answer;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      return null;
    }
  }
}
