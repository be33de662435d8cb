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

/** Items in which every word that is searched begins a word; those whose label alone has them all come first. */
export function found(items: readonly MenuItem[], search: string): readonly MenuItem[] {
  const words = normaliseText(search).split(' ').filter(Boolean);
  const has = (text: string): boolean => {
    const within = ` ${normaliseText(text)}`;
    return words.every(word => within.includes(` ${word}`));
  };
  const matching = items.filter(({ label, group = '', help = '' }) => has(`${label} ${group} ${help}`));
  return [...matching.filter(item => has(item.label)), ...matching.filter(item => !has(item.label))];
}
