import { openDatabase, writing } from './database.ts';

/** Remember the file on the person's disk that a dataset was read from, so that it can be read again. */
export const saveLink = (datasetId: string, handle: FileSystemFileHandle): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('links', { id: datasetId, handle })));

export const getLink = async (datasetId: string): Promise<FileSystemFileHandle | undefined> =>
  (await (await openDatabase()).get('links', datasetId))?.handle;
