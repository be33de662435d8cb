import type { Graph, GraphNode, Tree } from '../../core/graph/graph.ts';
import { operationsText } from '../texts/operations.ts';
import { portableFunctionsText } from '../texts/portable-functions.ts';
import { list, text } from './literals.ts';
import { packedTrees } from './packed-trees.ts';

/** A graph as code: constants, one line an operation, and the helpers those lines call. */
export interface GraphCode {
  readonly helpers: string;
  /** What stands before the rows: values, and the functions they are made with. */
  readonly constants: readonly string[];
  readonly lines: readonly string[];
  /** The expression of each output by name. */
  readonly outputs: ReadonlyMap<string, string>;
}

/**
 * Each node becomes `const t7 = …` over one row, written so that every sum runs in the order in which the studio's
 * interpreter runs it: the results are equal to the last bit.
 */
export function graphCode(graph: Graph, inputIndex: (name: string) => number): GraphCode {
  const used = new Set<string>();
  const constants: string[] = [];
  const lines: string[] = [];
  const isText = (ref: number): boolean => graph.shapes[ref]!.type === 'string';
  const call = (helper: string, ...args: readonly string[]): string => {
    used.add(helper);
    return `${helper}(${args.join(', ')})`;
  };
  const keep = (at: number, value: string): string => {
    constants.push(`const c${at} = ${value};`);
    return `c${at}`;
  };
  graph.nodes.forEach((node, at) => {
    const value = expression(node, at, { call, keep, inputIndex, isText });
    if (graph.shapes[at]!.constant) constants.push(`const t${at} = ${value};`);
    else lines.push(`const t${at} = ${value};`);
  });
  return {
    helpers: operationHelpers(used),
    constants: graph.nodes.some(({ op }) => portable.has(op)) ? [portableFunctionsText, ...constants] : constants,
    lines,
    outputs: new Map(graph.outputs.map(o => [o.name, `t${o.ref}`])),
  };
}

/** Operations made of the functions that are the same in every engine. */
const portable: ReadonlySet<string> = new Set(['exp', 'log', 'sigmoid', 'tanh', 'softmax']);

interface Writer {
  /** A call of a helper of runtime/operations.ts. */
  call(helper: string, ...args: readonly string[]): string;
  /** The name under which a value is kept beside the function. */
  keep(at: number, value: string): string;
  inputIndex(name: string): number;
  isText(ref: number): boolean;
}

function expression(node: GraphNode, at: number, { call, keep, inputIndex, isText }: Writer): string {
  const each = (x: number, body: string): string => call('each', `t${x}`, `x => ${body}`);
  const both = (n: { a: number; b: number }, body: string): string =>
    call('both', `t${n.a}`, `t${n.b}`, `(a, b) => ${body}`);
  switch (node.op) {
    case 'input':
      return node.type === 'string' ? `input[${inputIndex(node.name)}]` : `[input[${inputIndex(node.name)}]]`;
    case 'constant':
      return list(node.values);
    case 'text':
      return text(node.value);
    case 'negate':
      return each(node.x, '-x');
    case 'abs':
    case 'sqrt':
    case 'floor':
    case 'ceil':
      return call('each', `t${node.x}`, `Math.${node.op}`);
    case 'relu':
      return each(node.x, '(x < 0 ? 0 : x)');
    case 'sigmoid':
      return call('each', `t${node.x}`, 'sigmoid');
    case 'exp':
      return call('each', `t${node.x}`, 'exponential');
    case 'log':
      return call('each', `t${node.x}`, 'logarithm');
    case 'tanh':
      return call('each', `t${node.x}`, 'hyperbolicTangent');
    case 'add':
      return both(node, 'a + b');
    case 'subtract':
      return both(node, 'a - b');
    case 'multiply':
      return both(node, 'a * b');
    case 'divide':
      return both(node, 'a / b');
    case 'power':
      return both(node, 'a ** b');
    case 'minimum':
      return both(node, 'Math.min(a, b)');
    case 'maximum':
      return both(node, 'Math.max(a, b)');
    case 'less':
      return both(node, '(a < b ? 1 : 0)');
    case 'less-or-equal':
      return both(node, '(a <= b ? 1 : 0)');
    case 'greater':
      return both(node, '(a > b ? 1 : 0)');
    case 'greater-or-equal':
      return both(node, '(a >= b ? 1 : 0)');
    case 'equal':
      return both(node, '(a === b ? 1 : 0)');
    case 'and':
      return both(node, '(a && b ? 1 : 0)');
    case 'or':
      return both(node, '(a || b ? 1 : 0)');
    case 'not':
      return each(node.x, '1 - x');
    case 'text-equal':
      return `[t${node.a} === t${node.b} ? 1 : 0]`;
    case 'is-missing':
      return each(node.x, '(Number.isNaN(x) ? 1 : 0)');
    case 'to-number':
      return `t${node.x}`;
    case 'where':
      return isText(node.a)
        ? `t${node.condition}[0] ? t${node.a} : t${node.b}`
        : call('choose', `t${node.condition}`, `t${node.a}`, `t${node.b}`);
    case 'one-hot':
      return call('oneHot', `t${node.x}`, keep(at, list(node.levels)));
    case 'lookup': {
      const pairs = node.keys.map((key, i) => `[${text(key)}, ${list([node.values[i]!]).slice(1, -1)}]`);
      const table = keep(at, `new Map([${pairs.join(', ')}])`);
      return call('lookup', `t${node.x}`, table, list([node.otherwise]).slice(1, -1));
    }
    case 'text-length':
      return call('textLength', `t${node.x}`);
    case 'token-counts': {
      const { rule, columns } = node;
      const places = 'terms' in columns ? columns.terms.map((term, i) => `[${text(term)}, ${i}]`) : [];
      const kept = keep(at, `[${list(rule.stop)}, new Map([${places.join(', ')}])]`);
      const terms = call('termsOf', `t${node.x}`, text(rule.unit), `${rule.from}`, `${rule.to}`, `${kept}[0]`);
      return 'terms' in columns
        ? call('countTerms', terms, `${kept}[1]`)
        : call('hashTerms', terms, `${columns.buckets}`, `${columns.signed}`);
    }
    case 'concat':
      return `[${node.xs.map(x => `...t${x}`).join(', ')}]`;
    case 'columns':
      return call('pickColumns', `t${node.x}`, keep(at, list(node.indices)));
    case 'matmul':
      return call('matmul', `t${node.x}`, keep(at, list(node.weights)), String(node.outputs));
    case 'squared-distances':
      return call('squaredDistances', `t${node.x}`, keep(at, list(node.centres)), String(node.count));
    case 'softmax':
      return call('softmax', `t${node.x}`);
    case 'arg-max':
      return call('argMax', `t${node.x}`);
    case 'arg-min':
      return call('argMin', `t${node.x}`);
    case 'interpolate': {
      const { at: places, before, value, after } = node.knots;
      const kept = keep(at, `[${[places, before, value, after].map(list).join(', ')}]`);
      return call('interpolate', `t${node.x}`, `...${kept}`);
    }
    case 'trees': {
      const packed = packedTrees(node.trees, node.outputs);
      const kept = packed === null ? `[${node.trees.map(treeText).join(', ')}]` : call('unpackTrees', packed);
      return call('sumTrees', `t${node.x}`, `${node.outputs}`, keep(at, kept));
    }
    case 'fill-nearest': {
      const { points, neighbours, weighted, otherwise } = node.near;
      return call('fillNearest', `t${node.x}`, keep(at, list(points)), `${neighbours}`, `${weighted}`, list(otherwise));
    }
    case 'mean-nearest': {
      const { points, values, classes, metric, neighbours, weighted } = node.voters;
      const kept = keep(at, `[${[points, values].map(list).join(', ')}]`);
      const rest = [classes, metric === 'manhattan', neighbours, weighted].map(String);
      return call('meanNearest', `t${node.x}`, `...${kept}`, ...rest);
    }
    case 'pick-text':
      return call('pickText', `t${node.x}`, keep(at, list(node.values)));
    default:
      return node satisfies never;
  }
}

/** The lists of a tree; those it lacks at the end are left out. */
function treeText({ feature, threshold, yes, no, leaf, missing, sets }: Tree): string {
  const lists = [feature, threshold, yes, no, leaf, ...(missing || sets ? [missing ?? []] : [])].map(numbers =>
    list(Array.from(numbers)),
  );
  if (sets) lists.push(`[${sets.map(set => (set ? list(set) : 'null')).join(', ')}]`);
  return `[${lists.join(', ')}]`;
}

/** The functions of runtime/operations.ts that are called, each with its comment. */
function operationHelpers(used: ReadonlySet<string>): string {
  const parts = operationsText.split(/^(?=\/\*\* )/m);
  const nameOf = (part: string): string => /^function (\w+)/m.exec(part)?.[1] ?? '';
  return parts.filter(part => used.has(nameOf(part))).join('');
}
