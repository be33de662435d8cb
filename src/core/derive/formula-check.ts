import { StudioError } from '../errors.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { ColumnKind } from '../table/column.ts';
import type { FormulaErrorDetails } from './formula-error.ts';
import { lowerFormula } from './formula-lower.ts';
import { typeOfKind } from './formula-value.ts';

/** A column a formula may name. */
export interface FormulaColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Why it may not be used, in a sentence, such as "… is the target". */
  readonly refusal?: string;
}

export interface FormulaIssue extends FormulaErrorDetails {
  /** Stable, such as formula/unknown-column. */
  readonly code: string;
  readonly message: string;
}

export type FormulaCheck =
  | {
      readonly ok: true;
      /** The kind of the column the formula makes. */
      readonly kind: ColumnKind;
      /** The columns it reads, in order of first use. */
      readonly uses: readonly string[];
    }
  | { readonly ok: false; readonly error: FormulaIssue };

/** Whether a formula can be computed from these columns, and if not, what is wrong and where. */
export function checkFormula(expression: string, columns: readonly FormulaColumn[]): FormulaCheck {
  const g = new GraphBuilder();
  const allowed = new Map(columns.filter(c => c.refusal === undefined).map(c => [c.name, c]));
  const refused = new Map(columns.map(c => [c.name, c.refusal]));
  const uses = new Set<string>();
  try {
    const { kind } = lowerFormula(expression, g, {
      find: name => {
        const column = allowed.get(name);
        if (!column) return undefined;
        uses.add(name);
        const type = typeOfKind(column.kind) === 'text' ? 'string' : 'float64';
        return { kind: column.kind, ref: g.input(name, type) };
      },
      names: [...allowed.keys()],
      refusal: name => refused.get(name),
    });
    return { ok: true, kind, uses: [...uses] };
  } catch (error) {
    if (!(error instanceof StudioError) || !error.code.startsWith('formula/')) throw error;
    const details = error.details as unknown as FormulaErrorDetails;
    return { ok: false, error: { ...details, code: error.code, message: error.message } };
  }
}
