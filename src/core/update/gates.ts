import type { Fitted } from '../pipeline/fitted.ts';
import type { Comparison } from '../stats/compare.ts';

/** What should hold before a challenger takes over. A person may promote despite a gate, with a reason that is kept. */
export interface Gate {
  readonly id: 'inputs' | 'classes' | 'unseen' | 'enough' | 'verdict' | 'faults' | 'expectations';
  readonly label: string;
  readonly passed: boolean;
  /** What was found, in a sentence. */
  readonly finding: string;
}

export interface GateFacts {
  readonly champion: Pick<Fitted, 'inputs' | 'classes' | 'task'>;
  readonly challenger: Pick<Fitted, 'inputs' | 'classes' | 'task'>;
  /** Rows both were measured on, none of which either learned from, and rows left out because one had. */
  readonly tested: number;
  readonly leftOut: number;
  readonly comparison: Comparison | null;
  /** Open faults of the data the challenger learned from, as monitoring names them. */
  readonly faults: readonly string[];
  /** What is expected of the rows the challenger learned from and does not hold; null where nothing is expected. */
  readonly unmet: readonly string[] | null;
}

/** Fewer rows cannot carry a verdict. */
export const FEWEST_TESTED = 50;

export function promotionGates(facts: GateFacts): readonly Gate[] {
  const { champion, challenger, comparison, faults, unmet, tested, leftOut } = facts;
  const gates: Gate[] = [
    gate('inputs', 'Callers need to change nothing', inputChanges(champion, challenger), 'It reads the same columns of the same types.'), // prettier-ignore
  ];
  if (champion.task === 'classification') {
    gates.push(gate('classes', 'The same classes', classChanges(champion, challenger), 'It answers with the same classes.')); // prettier-ignore
  }
  const count = (n: number): string => n.toLocaleString('en-GB');
  const skipped = leftOut ? ` ${count(leftOut)} that equal a training row were left out.` : '';
  return [
    ...gates,
    {
      id: 'unseen',
      label: 'Tested on rows neither saw',
      passed: tested > 0,
      finding:
        tested > 0
          ? `None of the ${count(tested)} rows was learned from.${skipped}`
          : `There are no such rows.${skipped}`,
    },
    {
      id: 'enough',
      label: 'Enough rows',
      passed: tested >= FEWEST_TESTED,
      finding: `${count(tested)} rows; at least ${FEWEST_TESTED} are asked for.`,
    },
    {
      id: 'verdict',
      label: 'The test speaks for it',
      passed: comparison?.verdict === 'better' || comparison?.verdict === 'not-worse',
      finding: comparison?.sentence ?? 'The two could not be compared.',
    },
    {
      id: 'faults',
      label: 'No open fault in the data',
      passed: faults.length === 0,
      finding: faults.length
        ? `Monitoring says: ${faults.join('. ')}. A model trained on such rows learns the fault.`
        : 'Monitoring knows of no open fault.',
    },
    ...(unmet ? [expectationsGate(unmet)] : []),
  ];
}

const expectationsGate = (unmet: readonly string[]): Gate => ({
  id: 'expectations',
  label: 'Its rows are as expected',
  passed: unmet.length === 0,
  finding: unmet.length
    ? `Not so: ${unmet.slice(0, 3).join('; ')}${unmet.length > 3 ? ` and ${unmet.length - 3} more` : ''}.`
    : 'Every expectation holds on the rows it learned from and was tested on.',
});

const gate = (id: Gate['id'], label: string, problem: string | null, fine: string): Gate => ({
  id,
  label,
  passed: problem === null,
  finding: problem ?? fine,
});

type Contract = GateFacts['champion'];

function inputChanges(before: Contract, after: Contract): string | null {
  const added = after.inputs.filter(i => !before.inputs.some(b => b.name === i.name)).map(i => `"${i.name}"`);
  const gone = before.inputs.filter(i => !after.inputs.some(a => a.name === i.name)).map(i => `"${i.name}"`);
  const changed = after.inputs.flatMap(i => {
    const old = before.inputs.find(b => b.name === i.name);
    return old && old.kind !== i.kind ? [`"${i.name}" was ${old.kind} and is ${i.kind}`] : [];
  });
  const parts = [
    ...(added.length ? [`it also reads ${added.join(', ')}`] : []),
    ...(gone.length ? [`it no longer reads ${gone.join(', ')}`] : []),
    ...changed,
  ];
  return parts.length ? `Not the same: ${parts.join('; ')}.` : null;
}

function classChanges(before: Contract, after: Contract): string | null {
  const same = before.classes.length === after.classes.length && before.classes.every((c, k) => c === after.classes[k]);
  return same ? null : `The classes were ${before.classes.join(', ')} and are ${after.classes.join(', ')}.`;
}
