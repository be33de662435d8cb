import { StudioError } from '../core/errors.ts';
import { arrowToTable } from '../io/arrow/read-arrow.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { collectProject, storeProject } from '../store/project-file.ts';
import { packProject, type ProjectContents, unpackProject } from '../store/project-zip.ts';

export interface FileProgress {
  readonly done: number;
  readonly total: number;
}

/** A project as one file, and back. */
export const projectFilesApi = {
  async saveProjectFile(projectId: string, context: CallContext<FileProgress>): Promise<Blob> {
    return packProject(await collectProject(projectId), new Date().toISOString(), zipContext(context));
  },

  /** Store the project of a file, all of it or nothing; gives the id it is stored under. */
  async openProjectFile(file: Blob, context: CallContext<FileProgress>): Promise<string> {
    const contents = await unpackProject(file, zipContext(context));
    await checkTables(contents);
    return storeProject(contents);
  },
};

const zipContext = ({ signal, progress }: CallContext<FileProgress>) => ({
  signal,
  progress: (done: number, total: number) => progress({ done, total }),
});

/** Every table can be read, and is the one its record speaks of. */
async function checkTables({ bundle, tables }: ProjectContents): Promise<void> {
  for (const [i, { name, rows, fields }] of bundle.datasets.entries()) {
    const { table } = arrowToTable(new Uint8Array(await tables[i]!.arrayBuffer()), name);
    const same =
      table.rows === rows && fields.length === table.names.length && fields.every((f, c) => f.name === table.names[c]);
    if (!same)
      throw new StudioError(
        'project/damaged',
        `The project file is damaged: the table ${name} is not the one its record speaks of. Nothing was stored.`,
      );
  }
}
