import type { DownloadPoint } from '../engine/downloads.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { saveFile } from './save-file.ts';
import { dataWorker } from './services.ts';

export type { DownloadPoint };

/** In which form a table leaves. */
export interface DownloadOptions {
  readonly format: 'csv' | 'parquet' | 'arrow';
  readonly formulaSafe: boolean;
  readonly describe: boolean;
}

/** Download the project's table, as it was read or as the row operations made it. */
export async function downloadTable(title: string, point: DownloadPoint, options: DownloadOptions): Promise<void> {
  const { dataset } = project;
  if (!dataset) return;
  await runJob(`Writing ${title}`, async job => {
    const written = await dataWorker().downloadTable(dataset.id, title, point, options, {
      signal: job.signal,
      onProgress: ({ done, total }) => job.report(total ? done / total : null),
    });
    saveFile(written.name, written.blob, written.blob.type);
  });
}
