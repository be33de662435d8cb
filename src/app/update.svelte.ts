import type { BatchExpectations } from '../core/monitor/check-log.ts';
import type { ChallengerReview } from '../engine/updating.ts';
import { moveAlias } from '../store/deployments.ts';
import { devices } from './devices.svelte.ts';
import { runJob } from './jobs.ts';
import { monitor } from './monitor.svelte.ts';
import { project } from './project.svelte.ts';
import { trainingWorker } from './services.ts';
import { realMeans, type SwapReport, swapUnderLoad } from './swap.ts';
import { toasts } from './toasts.svelte.ts';

/** Retraining, comparing champion and challenger, promoting and going back. */
class Update {
  how = $state<'append' | 'replace'>('append');
  /** Send real requests while an alias moves, and count what becomes of them. */
  underLoad = $state(true);
  reason = $state('');
  review = $state.raw<ChallengerReview | null>(null);
  swap = $state.raw<SwapReport | null>(null);
  busy = $state(false);
  failure = $state.raw<{ readonly title: string; readonly error: unknown } | null>(null);
  /** What is expected of the rows that would be learned from; null while it is not known, or nothing is. */
  batch = $state.raw<BatchExpectations | null>(null);
  #asked = '';
  #checked = '';

  constructor() {
    project.whenLeft(() => {
      [this.review, this.swap, this.failure, this.reason, this.#asked] = [null, null, null, '', ''];
      [this.batch, this.#checked] = [null, ''];
    });
  }

  champion = $derived(project.versions.find(v => v.version === project.deployment?.champion) ?? null);
  challenger = $derived(project.versions.find(v => v.version === project.deployment?.challenger) ?? null);
  previous = $derived(project.versions.find(v => v.version === project.deployment?.previousChampion) ?? null);
  /** The review of exactly these two. */
  current = $derived(
    this.review?.champion === this.champion?.version && this.review?.challenger === this.challenger?.version
      ? this.review
      : null,
  );
  blocked = $derived(this.current?.gates.filter(g => !g.passed) ?? []);
  events = $derived([...project.events].reverse());
  /** The last move of the champion was back. */
  wentBack = $derived(project.events.findLast(e => e.alias === 'champion')?.type === 'rolled-back');

  /** Compare the two that are there now; asked again for the same two it does nothing. */
  async follow(): Promise<void> {
    const { champion, challenger } = this;
    const key = champion && challenger ? `${champion.id} ${challenger.id} ${project.monitors.at(-1)?.id}` : '';
    if (this.#asked === key) return;
    this.#asked = key;
    this.reason = '';
    if (!champion || !challenger) return;
    await this.#attempt('The two versions were not compared', async () => {
      const review = await runJob('Comparing champion and challenger', job =>
        trainingWorker().review(champion.model, champion.version, challenger.version, { signal: job.signal }),
      );
      if (this.#asked !== key) return;
      if (review) this.review = review;
      else this.#asked = '';
      await project.refresh();
    });
  }

  /** Check the rows that would be learned from by what is expected of them; asked again for the same ones it does nothing. */
  async check(): Promise<void> {
    const { champion } = this;
    const { settings } = monitor;
    const key = champion && settings ? JSON.stringify([champion.id, { ...settings, clean: false }]) : '';
    if (this.#checked === key) return;
    this.#checked = key;
    this.batch = null;
    if (!champion?.fitted.recipe.expectations?.length || !settings) return;
    try {
      const batch = await trainingWorker().checkBatch(champion.model, champion.version, settings);
      if (this.#checked === key) this.batch = batch;
    } catch {
      // Rows that cannot be read are told of when they are to be learned from.
      if (this.#checked === key) this.#checked = '';
    }
  }

  again(): void {
    this.#asked = '';
    void this.follow();
  }

  /** Train the champion's recipe with the log that Monitor looks at, and publish the result as challenger. */
  retrain = (): Promise<void> =>
    this.#attempt('The challenger was not trained', async () => {
      const { champion, how } = this;
      const settings = monitor.settings;
      if (!champion || !settings) return;
      const reason = monitor.advice ? `Monitoring: ${monitor.advice.title}.` : 'Retrained with newer rows.';
      const version = await runJob('Retraining as challenger', job =>
        trainingWorker().retrain(champion.model, champion.version, settings, how, devices.preference, reason, {
          signal: job.signal,
          onProgress: ({ update }) =>
            job.report(update.total ? Math.min(1, update.done / update.total) : null, update.phase),
        }),
      );
      await project.refresh();
      if (version) toasts.show(`Version ${version.version} is trained and waits as challenger.`);
    });

  /** Make the challenger champion. A gate that does not hold asks for a reason, which stays in the history. */
  promote = (): Promise<void> =>
    this.#attempt('The challenger was not promoted', async () => {
      const { challenger, current, blocked } = this;
      if (!challenger || !current) return;
      const reason = this.reason.trim();
      if (blocked.length && !reason) return;
      const despite = blocked.length
        ? ` What did not hold: ${blocked.map(g => g.label.toLowerCase()).join('; ')}.`
        : '';
      const sentence = current.comparison ? `${current.comparison.sentence} (${current.comparison.test})` : 'No test.';
      await this.#move(challenger.version, 'promoted', reason || 'The test speaks for it.', `${sentence}${despite}`);
    });

  /** Back to the champion before, in one move. */
  rollBack = (): Promise<void> =>
    this.#attempt('The champion was not changed', async () => {
      const { previous, reason } = this;
      if (previous) await this.#move(previous.version, 'rolled-back', reason.trim() || 'Rolled back by hand.', null);
    });

  /** Take the challenger back; its version stays and can be published again. */
  withdraw = (): Promise<void> =>
    this.#attempt('The challenger was not withdrawn', async () => {
      const { challenger } = this;
      if (!challenger) return;
      const { model, version } = challenger;
      const move = (to: number | null, type: 'withdrawn' | 'challenger', reason: string): Promise<unknown> =>
        moveAlias(model, 'challenger', to, { type, reason, evidence: null, at: new Date().toISOString() });
      await move(null, 'withdrawn', this.reason.trim() || 'Withdrawn by hand.');
      await project.refresh();
      toasts.show(`Version ${version} is no longer challenger.`, {
        undo: async () => {
          await move(version, 'challenger', 'The withdrawal was undone.');
          await project.refresh();
        },
      });
    });

  async #move(to: number, type: 'promoted' | 'rolled-back', reason: string, evidence: string | null): Promise<void> {
    const { champion } = this;
    if (!champion) return;
    const { model } = champion;
    const move = (): Promise<unknown> =>
      moveAlias(model, 'champion', to, { type, reason, evidence, at: new Date().toISOString() });
    this.swap = null;
    if (this.underLoad) {
      const bodies = await trainingWorker().exampleRequests(model, champion.version, 40);
      this.swap = (await runJob('Moving the alias while requests come in', () => swapUnderLoad(bodies, move, realMeans(model))))!.report; // prettier-ignore
    } else await move();
    this.reason = '';
    await project.refresh();
    toasts.show(`Version ${to} is champion now.`);
  }

  async #attempt(title: string, work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.failure = { title, error };
    } finally {
      this.busy = false;
    }
  }
}

export const update = new Update();
