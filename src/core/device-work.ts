import type { DeviceName } from './model.ts';
import { modelById } from './models/index.ts';
import { shrinksOf } from './models/neural/at-once.ts';
import type { Recipe } from './pipeline/recipe.ts';
import { stepById } from './steps/index.ts';
import { type WorkKind, workKinds } from './work-kind.ts';

/** What a piece of work costs on a device: milliseconds of its own, and for each billion operations. */
export interface PieceCost {
  readonly step: number;
  readonly billion: number;
}

/**
 * The piece by which devices are compared: a step of a network, the histograms of all rows, one comparison of all rows
 * with the centres, the nearest rows of some, the products of all columns. Operations are multiplications and additions, or values counted.
 */
export interface Piece {
  readonly kind: WorkKind;
  readonly operations: number;
}

export const pieceMilliseconds = ({ step, billion }: PieceCost, operations: number): number =>
  step + (billion * operations) / 1e9;

/** Multiplications and additions of a step of a dense network: forward, and twice that on the way back. */
export function stepWork(numbers: number, units: readonly number[], batch: number): number {
  let weights = 0;
  units.forEach((count, l) => (weights += count * (l ? units[l - 1]! : numbers)));
  return 6 * weights * batch;
}

/** How often a recipe's model can ask for less memory when that of a device is short. */
export function recipeShrinks({ model }: Pick<Recipe, 'model'>): number {
  const { params, tags } = modelById(model.id);
  return tags.includes('tensors') ? shrinksOf(Number(model.params['batchSize'] ?? params['batchSize']?.default)) : 0;
}

/** Rows whose nearest others are looked for, at least. */
const ASKED = 1000;

/**
 * About what a recipe's model and steps ask for at a time with so many training rows, the model first; what only the
 * processor can do is left out. Columns that become several are counted as one.
 */
export function recipePieces(recipe: Pick<Recipe, 'model' | 'columns' | 'steps'>, rows: number): readonly Piece[] {
  const own = modelPiece(recipe, rows);
  const ofSteps = recipe.steps.flatMap(({ id, columns }): Piece[] => {
    const { work: kind } = stepById(id);
    return kind ? [{ kind, operations: rows * columns.length ** 2 }] : [];
  });
  return own ? [own, ...ofSteps] : ofSteps;
}

function modelPiece({ model, columns }: Pick<Recipe, 'model' | 'columns'>, rows: number): Piece | null {
  const { params, tags } = modelById(model.id);
  const kind = workKinds.find(k => tags.includes(k));
  if (!kind) return null;
  const number = (name: string): number => Number(model.params[name] ?? params[name]?.default);
  const width = Math.max(1, columns.filter(c => c.role === 'feature').length);
  switch (kind) {
    case 'tensors': {
      const hidden = (model.params['hidden'] ?? params['hidden']?.default) as readonly number[];
      return { kind, operations: stepWork(width, [...hidden, 1], number('batchSize')) };
    }
    case 'histograms':
      return { kind, operations: rows * width };
    case 'centres':
      return { kind, operations: rows * width * number('k') };
    case 'neighbours':
      return { kind, operations: rows * width * Math.min(rows, ASKED) };
    case 'products':
      return { kind, operations: rows * width ** 2 };
  }
}

/** A device that works, and what a piece costs there. */
interface Timed {
  readonly name: DeviceName;
  readonly ok: boolean;
  readonly cost: PieceCost | null;
}

/** A later device of the list is taken only when it is clearly faster, so that the same machine chooses the same. */
const CLEARLY_FASTER = 1.5;

/** A graphics processor that was not measured, because somebody asked for it, is sent pieces of so many operations. */
const UNMEASURED = 100_000;

/**
 * From how many operations on the graphics processor is done with a piece sooner than the processor: only those are sent
 * to it, for it shares all work but networks with the processor.
 */
export function worthSending(devices: readonly Timed[]): number {
  const cost = (name: DeviceName) => devices.find(d => d.name === name)?.cost;
  const [there, here] = [cost('webgpu'), cost('wasm')];
  if (!there || !here) return UNMEASURED;
  const gained = here.billion - there.billion;
  return gained > 0 ? Math.max(0, ((there.step - here.step) * 1e9) / gained) : Infinity;
}

/** Whether a device would do anything of such a piece. */
export const takesPart = (name: DeviceName, devices: readonly Timed[], { kind, operations }: Piece): boolean =>
  name !== 'webgpu' || kind === 'tensors' || operations >= worthSending(devices);

/** The device that is done with a piece soonest; undefined where none works. */
export function quickest<D extends Timed>(devices: readonly D[], piece: Piece): D | undefined {
  const time = (d: D): number => (d.cost ? pieceMilliseconds(d.cost, piece.operations) : Infinity);
  return devices
    .filter(d => d.ok && takesPart(d.name, devices, piece))
    .reduce<D | undefined>((best, d) => (!best || time(best) > CLEARLY_FASTER * time(d) ? d : best), undefined);
}
