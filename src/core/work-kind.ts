/**
 * What takes the time of a fit, where a graphics processor can do it too: steps of a network, histograms of gradients,
 * comparing rows with centres, finding the nearest rows. A model says so by a tag of this name.
 */
export const workKinds = ['tensors', 'histograms', 'centres', 'neighbours'] as const;
export type WorkKind = (typeof workKinds)[number];
