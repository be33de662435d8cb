/** What `exp`, `sigmoid`, `softmax` and `tanh` of a graph are made of, in every engine and every export. */
export { exponential, hyperbolicTangent, sigmoid } from '../../kernels/reference/portable-functions.ts';
