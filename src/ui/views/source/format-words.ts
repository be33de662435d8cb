import { formatCount, formatPercent } from '../../format.ts';

const FORMATS: readonly (readonly [format: string, words: string])[] = [
  ['csv', 'text'],
  ['json', 'JSON'],
  ['ndjson', 'JSON, a record a line'],
  ['xlsx', 'Excel workbook'],
  ['parquet', 'Parquet'],
  ['arrow', 'Arrow'],
];

/** What a source is, in words: "Excel workbook", "text in a zip". */
export function formatWords(format: string, container: string | null = null): string {
  const words = FORMATS.find(([known]) => known === format)?.[1] ?? format;
  return container ? `${words} in a ${container} archive` : words;
}

interface Choice {
  readonly member?: string;
  readonly sheet?: string;
  readonly skip?: number;
  readonly path?: string;
  readonly columns?: readonly string[];
  readonly rowGroups?: readonly number[];
  readonly sample?: { readonly share: number };
}

/** What of a source was read, in words: "file sales.csv", "sheet Prices". */
export function choiceWords(choice: Choice): string[] {
  return [
    ...(choice.member === undefined ? [] : [`file ${choice.member}`]),
    ...(choice.sheet === undefined ? [] : [`sheet ${choice.sheet}`]),
    ...(choice.skip ? [`names below ${choice.skip === 1 ? 'one row' : `${choice.skip} rows`}`] : []),
    ...(choice.rowGroups === undefined ? [] : [`${choice.rowGroups.length} of its row groups`]),
    ...(choice.columns ? [formatCount(choice.columns.length, 'chosen column')] : []),
    ...(choice.sample ? [`about ${formatPercent(choice.sample.share, 0)} of the rows, by chance`] : []),
    ...(choice.path === undefined ? [] : [`list ${choice.path || 'at the top'}`]),
  ];
}
