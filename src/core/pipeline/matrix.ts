import type { Kernels } from '../../kernels/kernels.ts';
import { reference } from '../../kernels/reference/index.ts';
import { StudioError } from '../errors.ts';
import { blockRows, type TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { AnyModel, Matrix } from '../model.ts';
import type { NamedRef, Stream } from '../step.ts';
import { everyRow } from '../table/gather.ts';
import { PickedNumbers, pickedNumbers } from '../table/picked-numbers.ts';

/** The levels of a text column that a model takes as it is; the place in the list is the code. */
export interface ColumnLevels {
  readonly name: string;
  readonly levels: readonly string[];
}

/** What a model can take besides finite numbers. */
export interface Takes {
  readonly missing: boolean;
  readonly levels: readonly ColumnLevels[];
}

/** Where a matrix is laid out, and by whom. */
export type Rooms = Pick<Kernels, 'room' | 'sideBySide'>;

const FINITE_NUMBERS: Takes = { missing: false, levels: [] };

/** For a model tagged `categories`: the levels of every text column among the training rows, by code unit. */
export function learnLevels({ tags }: AnyModel, streams: readonly Stream[]): readonly ColumnLevels[] {
  if (!tags.includes('categories')) return [];
  return streams.flatMap(({ name, block }) => {
    if (block.type !== 'string') return [];
    const seen = new Set<number>(block.codes);
    const levels = block.levels.filter((level, code) => level !== '' && seen.has(code));
    return [{ name, levels: [...new Set(levels)].sort((a, b) => (a < b ? -1 : 1)) }];
  });
}

/** The columns of a model's matrix in the graph: numbers as they are, text as the place of its level, else missing. */
export function matrixRef(g: GraphBuilder, streams: readonly NamedRef[], levels: readonly ColumnLevels[]): Ref {
  return g.concat(
    streams.map(({ name, ref }) => {
      const own = levels.find(l => l.name === name)?.levels;
      return own ? g.lookup(ref, own, Array.from(own.keys()), NaN) : ref;
    }),
  );
}

/** The design matrix. Text that no step turned into numbers, and values that are missing still, are refused by name. */
export function toMatrix(streams: readonly Stream[], takes: Takes = FINITE_NUMBERS, rooms: Rooms = reference): Matrix {
  const parts = layOut(streams, takes, rooms);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/** The same, letting messages arrive on the way; `pause` throws when cancelled. */
export async function toMatrixInTurns(
  streams: readonly Stream[],
  takes: Takes,
  rooms: Rooms,
  pause: (done: number, total: number) => Promise<void>,
): Promise<Matrix> {
  const parts = layOut(streams, takes, rooms);
  try {
    for (;;) {
      const { done, value } = parts.next();
      if (done) return value;
      await pause(value, blockRows(streams[0]!.block));
    }
  } finally {
    parts.return(undefined as never);
  }
}

/** Numbers laid out between two looks at the clock: a few milliseconds. */
const PART = 1 << 20;

/** From so many numbers on it is worth waking other threads. */
const SHARED = 1 << 17;

/** Part by part; yields how many rows are done. */
function* layOut(streams: readonly Stream[], takes: Takes, rooms: Rooms): Generator<number, Matrix> {
  if (!streams.length) {
    throw new StudioError(
      'fit/no-columns',
      'No column reaches the model: the steps have taken all of them away. Texts without a word that comes up in enough rows leave none; ask for fewer rows there, or give another column the role "feature".',
    );
  }
  const rows = blockRows(streams[0]!.block);
  const width = streams.length;
  const names = streams.map(s => s.name);
  const categories = streams.map(({ name }) => takes.levels.find(l => l.name === name)?.levels ?? null);
  const every = everyRow(rows);
  const columns: PickedNumbers[] = [];
  const refuse = () =>
    columns.forEach(
      (column, c) => streams[c]!.block.type === 'float64' && refuseGaps(names[c]!, column, takes.missing),
    );
  streams.forEach(({ name, block }, c) => {
    // What stands in the way is told in the order of the columns.
    if (block.type === 'string' && !categories[c]) refuse();
    columns.push(
      block.type === 'string'
        ? new PickedNumbers(codesOf(name, block, categories[c]!), every)
        : (pickedNumbers(block) ?? new PickedNumbers(block.data, every)),
    );
  });
  const data = rooms.room(rows * width);
  const by = data.length < SHARED ? null : rooms.sideBySide(data, width);
  const part = by ? by.rows * Math.ceil(PART / width / by.rows) : Math.ceil(PART / width);
  try {
    for (let from = 0; from < rows; from += part) {
      const to = Math.min(rows, from + part);
      if (by) PickedNumbers.handOver(columns, by, from, to);
      else PickedNumbers.layOut(columns, data, from, to);
      yield to;
    }
    if (by) PickedNumbers.laidOut(columns, by);
  } finally {
    by?.close();
  }
  refuse();
  return { rows, width, data, names, ...(takes.levels.length && { categories }) };
}

function codesOf(name: string, { codes, levels }: TextBlock, known: readonly string[] | null): Float64Array {
  if (!known) {
    throw new StudioError(
      'fit/text',
      `Column "${name}" is still text when it reaches the model, which must have numbers. Add "One column per category" for it, or set it aside.`,
      { name },
    );
  }
  const place = new Map(known.map((level, i) => [level, i]));
  const values = levels.map(level => place.get(level) ?? NaN);
  return Float64Array.from(codes, code => values[code] ?? NaN);
}

function refuseGaps(name: string, { extent }: PickedNumbers, takesMissing: boolean): void {
  const { missing, infinite } = extent;
  if (missing && !takesMissing) {
    throw new StudioError(
      'fit/missing',
      `Column "${name}" has ${missing} missing values when it reaches the model, which must have none. Add "Fill in missing values" for it.`,
      { name, missing },
    );
  }
  if (infinite) {
    throw new StudioError(
      'fit/infinite',
      `Column "${name}" has ${infinite} infinite or far too large values when it reaches the model, which must have none. Clip it or filter its rows in the pipeline, or set it aside.`,
      { name, infinite },
    );
  }
}
