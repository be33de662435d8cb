import { formatInteger, formatPercent } from '../../core/format.ts';
import { countStates, type ExpectationResult } from '../../core/pipeline/check-expectations.ts';
import { html, type Markup, nothing, section, table } from './markup.ts';

const STATES: Readonly<Record<ExpectationResult['state'], string>> = {
  pass: 'holds',
  warn: 'warning',
  fail: 'fails',
  nothing: 'nothing to check',
};

/** What is expected of the data, frozen with the model, and whether it holds on the table of the recipe. */
export function expectationsSection(results: readonly ExpectationResult[]): Markup {
  const { pass, warn, fail } = countStates(results);
  return section(
    'Expectations',
    html`<p>
      ${pass} of ${results.length} hold on the table of the recipe; ${warn} warn and ${fail} fail. They go with the
      model and are checked on every later batch.
    </p>`,
    resultTable(results),
  );
}

/** What does not hold on a later batch; nothing where all does. */
export function unmetPart(results: readonly ExpectationResult[]): Markup {
  const unmet = results.filter(r => r.state === 'warn' || r.state === 'fail');
  if (!unmet.length) return nothing;
  return html`<p>Not as expected:</p>
    ${resultTable(unmet)}`;
}

const resultTable = (results: readonly ExpectationResult[]): Markup =>
  table(
    [
      { label: 'Expectation' },
      { label: 'Result' },
      { label: 'Rows that fail', align: 'right' },
      { label: 'Share', align: 'right' },
      { label: 'For example' },
    ],
    results.map(({ words, state, failing, share, examples, found, quarantine }) => [
      `${words}${quarantine ? ' (failing rows are quarantined)' : ''}`,
      STATES[state],
      share === null ? '' : formatInteger(failing),
      share === null ? '' : formatPercent(share),
      found ?? examples.slice(0, 3).map(e => e.value).join('; '), // prettier-ignore
    ]),
  );
