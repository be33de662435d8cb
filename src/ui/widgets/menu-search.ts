import { normaliseText } from '../../core/table/normalise-text.ts';
import type { MenuItem } from './types.ts';

export interface MenuGroup {
  /** '' for items without one. */
  readonly heading: string;
  readonly items: readonly MenuItem[];
}

/** Items under their headings, in order of first appearance. */
export const grouped = (items: readonly MenuItem[]): readonly MenuGroup[] =>
  [...new Set(items.map(item => item.group ?? ''))].map(heading => ({
    heading,
    items: items.filter(item => (item.group ?? '') === heading),
  }));

/** Every word that is searched begins a word of the label, the heading or the help. */
export function matches({ label, group = '', help = '' }: MenuItem, search: string): boolean {
  const words = ` ${normaliseText(`${label} ${group} ${help}`)}`;
  return normaliseText(search)
    .split(' ')
    .every(word => word === '' || words.includes(` ${word}`));
}
