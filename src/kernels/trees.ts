/** Loops for histograms and growth of trees on binned columns. */
export type TreeKernels = object;
