import type { SourceChoice } from '../../../app/open-source.ts';
import type { Option } from '../../widgets/types.ts';

type Encoding = NonNullable<NonNullable<SourceChoice['dialect']>['encoding']>;

export const DELIMITERS: readonly Option[] = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
  { value: ' ', label: 'Space' },
];

export const QUOTES: readonly Option[] = [
  { value: '"', label: 'Double quotes "' },
  { value: "'", label: "Single quotes '" },
  { value: '', label: 'Nothing' },
];

export const HEADERS: readonly Option<'names' | 'values'>[] = [
  { value: 'names', label: 'Names of the columns' },
  { value: 'values', label: 'Values, like all others' },
];

export const ENCODINGS: readonly Option<Encoding>[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252 (Western Europe)' },
  { value: 'utf-16le', label: 'UTF-16, little end first' },
  { value: 'utf-16be', label: 'UTF-16, big end first' },
];

/** The options with the present value among them, whatever it is. */
export const withPresent = (options: readonly Option[], value: string): readonly Option[] =>
  options.some(option => option.value === value) ? options : [...options, { value, label: value }];

/** How a text was split, in a line: "comma, double quotes, names in the first line, UTF-8". */
export function dialectLine(d: { delimiter: string; quote: string; header: boolean; encoding: string }): string {
  const word = (options: readonly Option[], value: string) =>
    (options.find(option => option.value === value)?.label ?? value).replace(/ \S$/, '').toLowerCase();
  return [
    `divided by ${word(DELIMITERS, d.delimiter)}`,
    `quoted with ${word(QUOTES, d.quote)}`,
    d.header ? 'names in the first line' : 'no line of names',
    d.encoding.toUpperCase(),
  ].join(' · ');
}
