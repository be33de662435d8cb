import { StudioError } from '../errors.ts';
import type { AnyModel, Model, ModelTag } from '../model.ts';
import type { ParamSpec } from '../params.ts';

/**
 * A model that answers only for the rows it was fitted on. It is fitted and shown like any other; it has no graph, so it
 * is not cross-validated, and whatever wants answers for other rows (the vault, export, publishing, serving, monitoring,
 * the command line) is refused with `model/transductive`.
 */
export const defineTransductive = <const S extends ParamSpec, State, const Id extends string>(
  model: Omit<Model<S, State>, 'lower' | 'tags' | 'own'> & {
    readonly id: Id;
    readonly tags?: readonly ModelTag[];
    readonly own: NonNullable<Model<S, State>['own']>;
  },
): Model<S, State> & { readonly id: Id } => ({
  ...model,
  tags: [...(model.tags ?? []), 'transductive'],
  lower() {
    throw noGraph(model.label, model.own.instead);
  },
});

/** Why a model cannot answer other rows, in words; null where it can. */
export const whyNoGraph = ({ label, own }: Pick<AnyModel, 'label' | 'own'>): string | null =>
  own ? noGraphWords(label, own.instead) : null;

/** Refuse, by name, a model that cannot answer rows it was not fitted on. */
export function requireGraph({ label, own }: AnyModel): void {
  if (own) throw noGraph(label, own.instead);
}

const noGraph = (label: string, instead: string): StudioError =>
  new StudioError('model/transductive', noGraphWords(label, instead), { label });

const noGraphWords = (label: string, instead: string): string =>
  `${label} answers only for the rows it was fitted on, so it cannot be tested on other rows, exported, published or served. For answers to new rows choose ${instead}.`;
