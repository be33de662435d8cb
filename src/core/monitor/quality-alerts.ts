import { type Alert, percent, plainAlert, shortNumber, whenSeen, windowAlert, windowsOf } from './alert.ts';
import { QUALITY_LIMITS, type QualityFinding, type QualityKind, type QualityLevel } from './quality.ts';
import type { ReferencePack } from './reference.ts';
import type { ChunkReport } from './report.ts';
import { overlaps, type SignalWindow } from './windows.ts';

/** A window in which the values of a feature were at fault; `level` is the worst seen in it. */
export interface Fault {
  readonly kind: QualityKind;
  readonly feature: string;
  readonly level: QualityLevel;
  readonly window: SignalWindow;
  /** The finding with the largest share. */
  readonly worst: QualityFinding & { readonly chunk: number };
}

/** Kinds that one chunk proves; values out of range must come back, because a few always lie outside by chance. */
const proved: ReadonlySet<QualityKind> = new Set(['unit-jump', 'missing-jump', 'unparseable', 'unseen-category']);
const kinds = ['unit-jump', 'missing-jump', 'unparseable', 'unseen-category', 'out-of-range'] as const;

/** What is at fault with each feature, one window a kind. Out-of-range values of another unit are no second fault. */
export function findFaults(reference: ReferencePack, chunks: readonly ChunkReport[]): readonly Fault[] {
  return reference.features.flatMap(({ name }) => {
    const faults: Fault[] = [];
    for (const kind of kinds) {
      const find = (c: ChunkReport) => c.quality.find(q => q.feature === name && q.kind === kind);
      const counts = (q: QualityFinding) => q.level !== 'note' || kind === 'unseen-category' || kind === 'unparseable';
      const seen = windowsOf(chunks, c => {
        const finding = find(c);
        if (finding !== undefined && counts(finding) && (proved.has(kind) || c.judged)) return true;
        return c.rows < QUALITY_LIMITS.rows || !(proved.has(kind) || c.judged) ? null : false;
      });
      for (const window of seen) {
        if (!proved.has(kind) && window.confirmedAt === null && !window.ongoing) continue;
        if (kind === 'out-of-range' && faults.some(f => f.kind === 'unit-jump' && overlaps(f.window, window))) continue;
        const found = window.chunks.map(chunk => ({ ...find(chunks[chunk]!)!, chunk }));
        const worst = found.reduce((a, b) => (b.count / b.n > a.count / a.n ? b : a));
        const levels = new Set(found.map(f => f.level));
        const level = levels.has('critical') ? 'critical' : levels.has('warning') ? 'warning' : 'note';
        faults.push({ kind, feature: name, level, window, worst });
      }
    }
    return faults;
  });
}

/** Faults that explain a shift of the same feature; values out of range are the shift itself. */
export const explainsDrift = ({ kind, level }: Pick<Fault, 'kind' | 'level'>): boolean =>
  kind !== 'out-of-range' && level !== 'note';

/** Whether a fault makes the rows unfit to learn from. */
export const isPipelineFault = ({ kind, level }: Pick<Fault, 'kind' | 'level'>): boolean =>
  kind === 'unit-jump' || (level === 'critical' && (kind === 'missing-jump' || kind === 'unparseable'));

export function faultAlert(fault: Fault, chunks: readonly ChunkReport[], reference: ReferencePack): Alert {
  const { kind, feature, level, window, worst } = fault;
  const blocks = isPipelineFault(fault);
  const confirmed = proved.has(kind) || window.confirmedAt !== null;
  const common = {
    cause: kind,
    severity: blocks ? 'critical' : level === 'note' || !confirmed ? 'info' : 'warning',
    confirmed,
    blocksPromotion: blocks,
    features: [feature],
    value: worst.value,
    limit: worst.limit,
    n: worst.n,
    p: worst.p,
    evidence: { kind: 'quality', chunk: worst.chunk, feature },
  } as const;
  const when = whenSeen(chunks, window);
  const share = percent(worst.count / worst.n);
  const examples = worst.examples.length ? `, for example ${worst.examples.slice(0, 3).join(', ')}` : '';
  const doNotRetrain = 'Do not retrain on these rows: the model would learn the fault.';
  switch (kind) {
    case 'unit-jump':
      return windowAlert(chunks, window, {
        ...common,
        action: 'fix-pipeline',
        title: `"${feature}" seems to have changed its unit or sensor`,
        meaning: `${unitWords(worst, feature, reference)} ${capital(when)}${examples}. Ordinary change does not do this; a unit, a sensor or a decimal sign probably did. Find out what changed at the source and convert it back. ${doNotRetrain}`,
      });
    case 'missing-jump': {
      const before = reference.features.find(f => f.name === feature)!.missingShare;
      return windowAlert(chunks, window, {
        ...common,
        action: blocks ? 'fix-pipeline' : 'check-values',
        title: `"${feature}" is missing far more often`,
        meaning: `${percent(worst.value)} of the rows have no value, against ${percent(before)} in training, ${when}. Gaps are filled with a typical value, so predictions lose what this column told them.${blocks ? ` Repair the source. ${doNotRetrain}` : ''}`,
      });
    }
    case 'unparseable':
      return windowAlert(chunks, window, {
        ...common,
        action: blocks ? 'fix-pipeline' : 'check-values',
        title: `"${feature}" holds values that cannot be read`,
        meaning: `${share} of the rows hold something else than the model was trained with${examples}, ${when}. They count as missing.${blocks ? ` Repair the source. ${doNotRetrain}` : ''}`,
      });
    case 'unseen-category':
      return windowAlert(chunks, window, {
        ...common,
        action: 'map-values',
        title: `"${feature}" has values the model has never seen`,
        meaning: `${worst.count} rows (${share}) in ${chunks[worst.chunk]!.label}${examples}, ${when}. The model treats them as no category at all. If they are other spellings, map them to known ones; if they are new and stay, retrain once enough rows have truth.`,
      });
    default:
      return windowAlert(chunks, window, {
        ...common,
        action: 'check-values',
        title: `"${feature}" lies outside what the model was trained on`,
        meaning: `${share} of the values in ${chunks[worst.chunk]!.label} lie outside the range seen in training${examples}, ${when}. The model has to guess beyond what it knows. Check whether the values are right; if they are and stay, retrain with them.`,
      });
  }
}

function unitWords({ value, limit }: QualityFinding, feature: string, reference: ReferencePack): string {
  const values = reference.features.find(f => f.name === feature)!.values;
  const range = values.type === 'number' ? `, ${shortNumber(values.min)} to ${shortNumber(values.max)}` : '';
  return limit < 1
    ? `${percent(value)} of the values lie outside everything seen in training${range}.`
    : `The typical value is ${shortNumber(value)} times what it was in training.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const missingColumnAlert = (name: string): Alert =>
  plainAlert({
    cause: 'column-missing',
    severity: 'critical',
    blocksPromotion: true,
    features: [name],
    action: 'fix-pipeline',
    title: `The log has no column "${name}"`,
    meaning: `The model needs "${name}", and the log does not hold it; the other columns were compared. Check the name and the export of the log. Do not retrain without it.`,
  });
