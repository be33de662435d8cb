import type { Program } from '../../kernels/graph-program.ts';
import type { Block } from './block.ts';
import { compiles, ProgramBuilder } from './compile.ts';
import { type Graph, operands, type Ref } from './graph.ts';
import type { Inputs } from './interpret.ts';

/** Some nodes of a graph, those of one kind that can go one after the other. */
export type Stage =
  | { readonly kind: 'interpreted'; readonly nodes: readonly Ref[] }
  | {
      readonly kind: 'compiled';
      readonly program: Program;
      /** Which node's block is which of the program's. */
      readonly given: readonly PlannedBlock[];
      readonly results: readonly PlannedBlock[];
    };

export interface PlannedBlock {
  readonly ref: Ref;
  readonly block: number;
}

/**
 * A graph cut into stages that run one after the other over the rows of a batch: those that compiled loops can do, and the
 * rest, which is interpreted. What a stage makes is there for the later ones. Inputs and constants belong to no stage.
 */
export function planGraph(graph: Graph, inputs: Inputs, constants: readonly (Block | undefined)[]): readonly Stage[] {
  const { nodes, shapes, outputs } = graph;
  const stages: Ref[][] = [];
  const stageOf = nodes.map(() => -1);
  nodes.forEach((node, i) => {
    if (node.op === 'input' || shapes[i]!.constant) return;
    // Even stages are interpreted, odd ones compiled.
    const kind = compiles(node, graph, inputs) ? 1 : 0;
    const earliest = Math.max(0, ...operands(node).map(x => stageOf[x]!));
    const stage = earliest % 2 === kind ? earliest : earliest + 1;
    stageOf[i] = stage;
    (stages[stage] ??= []).push(i as Ref);
  });
  const needed = new Set<Ref>(outputs.map(o => o.ref));
  nodes.forEach((node, i) => operands(node).forEach(x => stageOf[x] !== stageOf[i] && needed.add(x)));
  return Array.from(stages, (own = [], s): Stage => {
    if (s % 2 === 0) return { kind: 'interpreted', nodes: own };
    const builder = new ProgramBuilder(graph, inputs, constants, ref => stageOf[ref] === s && needed.has(ref));
    own.forEach(ref => builder.add(ref));
    return { kind: 'compiled', ...builder.done() };
  }).filter(stage => stage.kind === 'compiled' || stage.nodes.length > 0);
}
