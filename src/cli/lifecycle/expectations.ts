import { StudioError } from '../../core/errors.ts';
import { formatCount, formatInteger, formatPercent } from '../../core/format.ts';
import { checkExpectations, countStates, type ExpectationResult } from '../../core/pipeline/check-expectations.ts';
import type { PreparedTable } from '../../core/pipeline/prepare.ts';
import { columnsAsRead } from '../../core/pipeline/quarantine.ts';
import type { Recipe } from '../../core/pipeline/recipe.ts';
import type { Table } from '../../core/table/table.ts';

/**
 * Check what the recipe expects of the rows that its row operations yield, and say it as a table. With `strict`, throws
 * `cli/expectations` where one fails.
 */
export async function checkRecipe(
  recipe: Recipe,
  main: Table,
  prepared: PreparedTable,
  strict: boolean,
  say: (line: string) => void,
): Promise<readonly ExpectationResult[]> {
  const asRead = columnsAsRead(main, prepared);
  const { results } = await checkExpectations(recipe.expectations ?? [], prepared.table, { asRead });
  if (!results.length) return results;
  const { pass, warn, fail, nothing } = countStates(results);
  say(`Expectations: ${pass} hold, ${warn} warn, ${fail} fail${nothing ? `, ${nothing} with nothing to check` : ''}.`);
  const width = Math.max(...results.map(r => failingWords(r).length));
  for (const result of results) say(`  ${STATES[result.state]}  ${failingWords(result).padEnd(width)}  ${result.words}${because(result)}`); // prettier-ignore
  if (prepared.quarantined.length) say(`${formatCount(prepared.quarantined.length, 'row')} quarantined.`);
  const failed = results.filter(r => r.state === 'fail');
  if (strict && failed.length)
    throw new StudioError(
      'cli/expectations',
      `${failed.length} of ${results.length} expectations fail: ${failed.map(r => r.words).join('; ')}. Nothing was written.`,
    );
  return results;
}

const STATES: Readonly<Record<ExpectationResult['state'], string>> = {
  pass: 'pass   ',
  warn: 'warn   ',
  fail: 'fail   ',
  nothing: 'no rows',
};

const failingWords = ({ checked, failing, share }: ExpectationResult): string =>
  share === null ? '' : `${formatInteger(failing)} of ${formatInteger(checked)} (${formatPercent(share)})`;

/** What was found of the table, or the first values that fail. */
function because({ state, found, examples }: ExpectationResult): string {
  if (found !== null) return ` (${found.replace(/\.$/, '')})`;
  if (state === 'pass' || !examples.length) return '';
  return ` (${examples.map(e => `row ${e.row + 1}: ${e.value}`).join('; ')})`;
}
