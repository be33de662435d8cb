import { StudioError } from '../core/errors.ts';

/** The parts of the File System Access API that TypeScript's library does not know yet. */
interface PickerWindow {
  showOpenFilePicker(): Promise<readonly FileSystemFileHandle[]>;
}
interface AskingHandle {
  requestPermission(options: { mode: 'read' }): Promise<PermissionState>;
}

/** Whether this browser lets a page keep a link to a file on the disk. */
export const canLinkFiles = (): boolean => 'showOpenFilePicker' in window;

/** Let the person choose a file to link; undefined when they change their mind. */
export async function pickLinkedFile(): Promise<FileSystemFileHandle | undefined> {
  try {
    return (await (window as unknown as PickerWindow).showOpenFilePicker())[0];
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

/** The file behind a link as it is now. Errors: read/link-refused, read/link-gone. */
export async function openLinkedFile(handle: FileSystemFileHandle): Promise<File> {
  const asked = await (handle as unknown as AskingHandle).requestPermission({ mode: 'read' });
  if (asked !== 'granted') {
    throw new StudioError(
      'read/link-refused',
      `The browser was not allowed to read ${handle.name}. Allow it when it asks, or choose the file anew.`,
      { name: handle.name },
    );
  }
  try {
    return await handle.getFile();
  } catch {
    throw new StudioError(
      'read/link-gone',
      `${handle.name} is no longer where it was. It may have been moved, renamed or deleted; choose it anew.`,
      { name: handle.name },
    );
  }
}
