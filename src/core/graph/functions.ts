/** What `exp`, `log`, `sigmoid`, `softmax` and `tanh` of a graph are made of, in every engine and every export. */
export { exponential, hyperbolicTangent, logarithm, sigmoid } from '../../kernels/reference/portable-functions.ts';
