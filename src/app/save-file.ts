/** Hand a file to the person, as a download of the browser. */
export function saveFile(name: string, content: BlobPart, type = 'application/octet-stream'): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after this task; a minute is more than enough.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
