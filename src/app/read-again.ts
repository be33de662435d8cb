import type { DatasetRecord } from '../store/schema.ts';
import { getLink, saveLink } from '../store/links.ts';
import { differenceInWords } from './difference-in-words.ts';
import { openLinkedFile } from './file-links.ts';
import { runJob } from './jobs.ts';
import { fetchUrl, readProgress, type SourceInput } from './open-source.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { toasts } from './toasts.svelte.ts';

/** Where a dataset can be read again from: its address, or the linked file. Null where there is no way back. */
export async function wayBack(dataset: DatasetRecord): Promise<'address' | 'link' | null> {
  if (dataset.origin.kind === 'url') return 'address';
  return (await getLink(dataset.id)) ? 'link' : null;
}

/**
 * Read a dataset's source again as it was read before. What is there now is compared by its fingerprint: unchanged it is
 * said and nothing else happens; otherwise it becomes a dataset beside the first one, which can take its place.
 */
export async function readAgain(dataset: DatasetRecord): Promise<void> {
  const handle = await getLink(dataset.id);
  const { origin } = dataset;
  const source: SourceInput | undefined = handle
    ? await openLinkedFile(handle)
    : origin.kind === 'url'
      ? (await fetchUrl(origin.url))?.source
      : undefined;
  if (!source) return;
  const found = await runJob(`Reading ${dataset.name} again`, job =>
    dataWorker().readAgain(dataset.id, source, readProgress(job)),
  );
  if (!found) return;
  if (found.dataset === null) {
    toasts.show(`${dataset.name} is unchanged: what is there now has the same fingerprint.`);
    return;
  }
  if (handle) await saveLink(found.dataset.id, handle);
  await project.refresh();
  const words = `${dataset.name} was read again: ${differenceInWords(found.dataset.rows - dataset.rows)}.`;
  const newer = found.dataset;
  if (dataset.id !== project.dataset?.id || !found.sameColumns) toasts.show(words);
  else toasts.show(words, { action: { label: 'Work with it', run: () => project.use(newer.id) } });
}
