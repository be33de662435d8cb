/**
 * What takes the time of a fit, where a graphics processor can do it too: steps of a network, histograms of gradients,
 * comparing rows with centres, finding the nearest rows, multiplying columns with each other. A model says so by a tag of
 * this name, a step by its `work`.
 */
export const workKinds = ['tensors', 'histograms', 'centres', 'neighbours', 'products'] as const;
export type WorkKind = (typeof workKinds)[number];
