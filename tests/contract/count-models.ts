/** Models that take counts: values of at least 0, so their columns are put between 0 and 1 instead of standardised. */
export const countModels: ReadonlySet<string> = new Set(['multinomial-bayes', 'complement-bayes']);

export const scaledFor = <S extends { readonly id: string }>(model: string, steps: readonly S[]): S[] =>
  steps.map(step => (step.id === 'standardise' && countModels.has(model) ? { ...step, id: 'min-max' } : step));
