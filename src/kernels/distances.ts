/** Loops for distances between rows, and to centres. */
export type DistanceKernels = object;
