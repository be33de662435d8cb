import { StudioError } from '../errors.ts';
import type { Ref } from '../graph/graph.ts';
import { defineStep } from '../step.ts';

/** More columns than this are refused: every one of them costs in training and in each deployed answer. */
const MOST_PRODUCTS = 2000;

/** Places of the columns in each product, ascending; a place that comes twice is a square. In the order of scikit-learn. */
type Products = readonly (readonly number[])[];

/**
 * All products of two or three of the columns, squares and cubes among them unless only different columns are multiplied
 * (PolynomialFeatures of scikit-learn, without its constant). The columns themselves stay.
 */
export const polynomial = defineStep({
  id: 'polynomial',
  label: 'Products of columns',
  help: 'Multiplies columns with each other and with themselves: length × width, age². A linear model can then follow curves and effects that only come together (polynomial features). Choose few columns; their products grow fast.',
  group: 'Combine',
  accepts: 'number',
  params: {
    degree: { kind: 'number', integer: true, default: 2, min: 2, max: 3, label: 'Most factors in a product' },
    distinct: {
      kind: 'flag',
      default: false,
      label: 'Only different columns',
      help: 'No squares and cubes: interactions alone.',
    },
  },
  fit: (columns, _target, { degree, distinct }): Products => {
    const count = productsOf(columns.length, degree, distinct);
    if (count > MOST_PRODUCTS) {
      throw new StudioError(
        'fit/too-wide',
        `Products of columns: must make at most ${MOST_PRODUCTS} new columns, but ${columns.length} columns make ${count}. Choose fewer columns, or fewer factors.`,
        { columns: columns.length, made: count },
      );
    }
    const grow = (factors: readonly number[]): number[][] => {
      const from = factors.length ? factors.at(-1)! + (distinct ? 1 : 0) : 0;
      return columns.slice(from).map((_, i) => [...factors, from + i]);
    };
    const pairs = grow([]).flatMap(grow);
    return degree === 2 ? pairs : [...pairs, ...pairs.flatMap(grow)];
  },
  lower: (products, g, inputs) => {
    const product = (factors: readonly number[]): Ref =>
      factors.map(i => inputs[i]!.ref).reduce((a, b) => g.binary('multiply', a, b));
    return [
      ...inputs,
      ...products.map(factors => ({ name: nameOf(factors.map(i => inputs[i]!.name)), ref: product(factors) })),
    ];
  },
});

/** How many products of 2 up to `degree` of n columns there are: combinations without, or with, repetition. */
function productsOf(n: number, degree: number, distinct: boolean): number {
  const pairs = distinct ? (n * (n - 1)) / 2 : (n * (n + 1)) / 2;
  const triples = distinct ? (n * (n - 1) * (n - 2)) / 6 : (n * (n + 1) * (n + 2)) / 6;
  return degree === 2 ? pairs : pairs + triples;
}

/** "a × b", "a²", "a² × b". */
function nameOf(names: readonly string[]): string {
  const powers = ['', '', '²', '³'];
  return [...new Set(names)].map(name => `${name}${powers[names.filter(n => n === name).length]}`).join(' × ');
}
