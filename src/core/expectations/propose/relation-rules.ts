import { formatCount, formatPercent } from '../../format.ts';
import type { WorkContext } from '../../work.ts';
import { pacer } from '../../work.ts';
import { type KnownColumn, type Proposal, proposal } from './proposal.ts';

/** Columns whose pairs and triples are looked at; of a wider table the first ones. */
const MOST_COLUMNS = 40;
const MOST_PROPOSALS = 10;
/** Fewer rows can keep to a relation by chance. */
const FEWEST_ROWS = 50;
/** A relation that rows put together at random would keep this often says nothing. */
const BY_CHANCE = 0.8;

interface Values {
  readonly name: string;
  readonly kind: 'number' | 'datetime';
  readonly values: Float64Array;
}

/** Relations that hold in every row: one column at most another, or two that add up to a third. */
export async function relationRules(known: readonly KnownColumn[], context: WorkContext): Promise<readonly Proposal[]> {
  const columns = known.flatMap(({ field, column, profile }): Values[] =>
    (column.kind === 'number' || column.kind === 'datetime') && field.role !== 'id' && profile.distinct > 1
      ? [{ name: field.name, kind: column.kind, values: column.values }]
      : [],
  );
  const used = columns.slice(0, MOST_COLUMNS);
  const numbers = used.filter(c => c.kind === 'number');
  const pause = pacer(context);
  const sums: Proposal[] = [];
  for (const [i, total] of numbers.entries()) {
    await pause('sums of columns', i, numbers.length + used.length);
    sums.push(...sumsTo(total, numbers));
  }
  const partOf = (left: Values, right: Values): boolean =>
    sums.some(
      ({ entry: { params } }) =>
        params['total'] === right.name && (params['parts'] as readonly string[]).includes(left.name),
    );
  const orders: { readonly chance: number; readonly found: Proposal }[] = [];
  for (const [i, left] of used.entries()) {
    await pause('columns compared', numbers.length + i, numbers.length + used.length);
    for (const [j, right] of used.entries()) {
      if (i === j || left.kind !== right.kind || partOf(left, right)) continue;
      const chance = keptByChance(left, right);
      const equal = chance !== null && agree(left.values, right.values, (a, b) => a === b);
      // Two equal columns are told of once.
      if (chance !== null && (!equal || i < j))
        orders.push({ chance, found: orderProposal(left, right, chance, equal) });
    }
  }
  orders.sort((a, b) => a.chance - b.chance);
  return [...sums.slice(0, MOST_PROPOSALS), ...orders.slice(0, MOST_PROPOSALS).map(o => o.found)];
}

function sumsTo(total: Values, numbers: readonly Values[]): Proposal[] {
  const found: Proposal[] = [];
  for (const [i, a] of numbers.entries())
    for (const b of numbers.slice(i + 1)) {
      if (a === total || b === total) continue;
      const rows = rowsOfSum(a.values, b.values, total.values);
      if (rows)
        found.push(proposal('sum', { parts: [a.name, b.name], total: total.name }, 'fail', `True in all ${formatCount(rows, 'row')}.`)); // prettier-ignore
    }
  return found;
}

/** The complete rows, where a + b = c in each and neither part is nearly always zero; else 0. */
function rowsOfSum(a: Float64Array, b: Float64Array, c: Float64Array): number {
  let rows = 0;
  let both = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y, z] = [a[i]!, b[i]!, c[i]!];
    const size = Math.abs(x) + Math.abs(y) + Math.abs(z);
    if (Number.isNaN(size)) continue;
    if (!(Math.abs(x + y - z) <= 1e-12 * size)) return 0;
    rows++;
    if (x !== 0 && y !== 0) both++;
  }
  return rows >= FEWEST_ROWS && both >= rows / 10 ? rows : 0;
}

/** How often left is at most right in rows put together at random, where it is so in each real row; null where it says nothing. */
function keptByChance({ values: a }: Values, { values: b }: Values): number | null {
  let rows = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]!) || Number.isNaN(b[i]!)) continue;
    if (!(a[i]! <= b[i]!)) return null;
    rows++;
  }
  if (rows < FEWEST_ROWS) return null;
  const sorted = b.filter(v => !Number.isNaN(v)).sort();
  let pairs = 0;
  let kept = 0;
  for (const v of a) {
    if (Number.isNaN(v)) continue;
    pairs += sorted.length;
    kept += sorted.length - countBelow(sorted, v);
  }
  return kept / pairs <= BY_CHANCE ? kept / pairs : null;
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether two columns go together in every row that has both. */
const agree = (a: Float64Array, b: Float64Array, holds: (x: number, y: number) => boolean): boolean =>
  a.every((v, i) => Number.isNaN(v) || Number.isNaN(b[i]!) || holds(v, b[i]!));

function orderProposal(left: Values, right: Values, chance: number, equal: boolean): Proposal {
  const relation = equal ? 'equals' : agree(left.values, right.values, (a, b) => a < b) ? 'less-than' : 'at-most';
  const evidence = `True in every row; in rows put together at random, the first is at most the second in ${formatPercent(chance, 0)}.`;
  const params = { left: left.name, relation, right: right.name };
  return proposal('compare', params, left.kind === 'datetime' || equal ? 'fail' : 'warn', evidence);
}
