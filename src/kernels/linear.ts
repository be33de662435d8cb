/** Loops for passes over the rows for linear models. */
export type LinearKernels = object;
