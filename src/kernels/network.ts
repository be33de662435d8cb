/** Loops for steps of dense networks. */
export type NetworkKernels = object;
