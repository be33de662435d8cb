import { StudioError } from '../core/errors.ts';
import { runJob } from './jobs.ts';
import { modelName, project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { saveFile } from './save-file.ts';
import { dataWorker } from './services.ts';
import { status } from './status.svelte.ts';
import { toasts } from './toasts.svelte.ts';

/** Download the open project as one file: tables, recipe, runs, versions, log and all. */
export async function saveProjectFile(): Promise<void> {
  const { record } = project;
  if (!record) throw new StudioError('project/none', 'No project is open. Open a file or a sample first.');
  await runJob(`Saving ${record.name}`, async job => {
    const file = await dataWorker().saveProjectFile(record.id, {
      signal: job.signal,
      onProgress: ({ done, total }) => job.report(total ? done / total : null),
    });
    saveFile(`${modelName(record.name)}.zip`, file, 'application/zip');
  });
}

/** Open a project file as a project of its own; what was open stays in the list of projects. */
export async function openProjectFile(file: File): Promise<void> {
  await runJob(`Opening ${file.name}`, async job => {
    const id = await dataWorker().openProjectFile(file, {
      signal: job.signal,
      onProgress: ({ done, total }) => job.report(total ? done / total : null),
    });
    await project.open(id);
    router.go('source');
    toasts.show(`${project.record?.name ?? file.name} was opened from its file.`);
  });
}

/** Let the header save, open and rename; saving and renaming take an open project. Returns the function that stops it. */
export function offerProjectFile(): () => void {
  return $effect.root(() => {
    $effect(() => {
      status.actions = project.record
        ? { open: openProjectFile, save: saveProjectFile, rename: project.rename }
        : { open: openProjectFile };
    });
  });
}
