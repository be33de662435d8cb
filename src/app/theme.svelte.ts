import { readPreference, writePreference } from './preference.ts';

export type ThemeName = 'light' | 'dark';

/** Light or dark: follows the system until a person chooses. The choice is kept; choosing the system's own again follows it again. */
class Theme {
  #system = $state<ThemeName>('light');
  #chosen = $state<ThemeName | null>(null);
  readonly current: ThemeName = $derived(this.#chosen ?? this.#system);

  start(): () => void {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const stored = readPreference('theme');
    this.#chosen = stored === 'light' || stored === 'dark' ? stored : null;
    const read = (): void => {
      this.#system = media.matches ? 'dark' : 'light';
      this.#apply();
    };
    read();
    media.addEventListener('change', read);
    return () => media.removeEventListener('change', read);
  }

  toggle(): void {
    const next: ThemeName = this.current === 'dark' ? 'light' : 'dark';
    this.#chosen = next === this.#system ? null : next;
    writePreference('theme', this.#chosen);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.current;
  }
}

export const theme = new Theme();
