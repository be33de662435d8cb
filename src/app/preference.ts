/** Small preferences of the interface that may be lost without harm; a blocked localStorage is no error. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(`terrarium.${name}`);
  } catch {
    return null;
  }
}

export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`terrarium.${name}`);
    else localStorage.setItem(`terrarium.${name}`, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the tab.
  }
}
