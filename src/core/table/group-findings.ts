import {
  count,
  type Decision,
  type Finding,
  type FindingKind,
  keep,
  makeFinding,
  quoted,
  setAside,
} from './finding.ts';

/** More findings of one kind than this are told as one. */
const mostAlone = 3;
const mostNamed = 5;

const titles: Partial<Record<FindingKind, (n: string, decision: string) => string>> = {
  constant: n => `${n} columns never change.`,
  'near-empty': n => `${n} columns are empty or nearly so.`,
  'id-like': (n, decision) => `${n} columns ${decision === 'id' ? 'look like ids' : 'are free text'}.`,
  'high-cardinality': n => `${n} columns have very many different values.`,
  'personal-data': n => `${n} columns seem to hold data of people.`,
  'disguised-missing': n => `${n} columns have values that seem to stand for “not known”.`,
  'excess-zeros': n => `${n} columns have very many zeros.`,
  inliers: n => `${n} columns have a value that repeats very often.`,
};

/**
 * Findings about single columns, where more than three of a kind (with one severity and decision) become one in the place of the first. Its
 * recommended decision does what each of theirs would have done.
 */
export function groupAlike(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.severity} ${finding.decisions[0]?.id}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap(group => {
    const title = titles[group[0]!.kind];
    return title && group.length > mostAlone
      ? [together(group, title(count(group.length), group[0]!.decisions[0]?.id ?? ''))]
      : group;
  });
}

function together(group: readonly Finding[], title: string): Finding {
  const { kind, severity } = group[0]!;
  const columns = group.flatMap(finding => finding.columns);
  const named = columns.slice(0, mostNamed).map(quoted).join(', ');
  const rest = columns.length > mostNamed ? ` and ${count(columns.length - mostNamed)} more` : '';
  return makeFinding({
    kind,
    columns,
    severity,
    title,
    detail: `${named}${rest}. ${group[0]!.title} ${group[0]!.detail} The others are alike; each column shows its own numbers.`,
    decisions: [...decisionFor(group, columns), keep],
  });
}

function decisionFor(group: readonly Finding[], columns: readonly string[]): Decision[] {
  const first = group[0]!.decisions[0];
  const actions = group.map(finding => finding.decisions[0]?.action);
  const entries = actions.flatMap(action => (action?.type === 'set-missing' ? action.entries : []));
  if (first && entries.length === group.length) return [{ ...first, action: { type: 'set-missing', entries } }];
  const ids = actions.every(action => action?.type === 'set-role' && action.role === 'id');
  if (ids) return [{ id: 'id', label: 'Mark all as ids', action: { type: 'set-role', columns, role: 'id' } }];
  return first?.action.type === 'set-role' ? [setAside(columns)] : [];
}
