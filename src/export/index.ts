import { zipSync } from 'fflate';
import { declarationsText } from './javascript/declarations.ts';
import { moduleText } from './javascript/module-text.ts';
import { verifyModuleText } from './javascript/verify-module.ts';
import { goldenText } from './make-golden.ts';
import { type ExportFile, type ModelPackage, textFile } from './model-package.ts';
import { verifyPythonText } from './onnx/verify-python.ts';
import { writeOnnx } from './onnx/write-onnx.ts';
import { pageText } from './page/page-text.ts';
import type { Golden } from './runtime/golden.ts';
import { schemaText } from './schema.ts';
import { serverText } from './server/server-text.ts';
import { sha256 } from '../core/sha256.ts';

/** A form in which a model leaves the studio. `files` refuses by name what the form cannot express. */
export interface ExportTarget {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  files(pkg: ModelPackage, golden: Golden): Promise<readonly ExportFile[]>;
}

const common = async (pkg: ModelPackage, golden: Golden): Promise<ExportFile[]> => [
  textFile('schema.json', await schemaText(pkg)),
  textFile('golden.json', goldenText(golden)),
];

const moduleFiles = async (pkg: ModelPackage, golden: Golden): Promise<ExportFile[]> => [
  textFile('model.mjs', await moduleText(pkg)),
  textFile('model.d.ts', declarationsText(pkg)),
  textFile('verify.mjs', verifyModuleText),
  ...(await common(pkg, golden)),
];

export const exportTargets = [
  {
    id: 'onnx',
    label: 'ONNX model',
    help: 'The whole pipeline as one ONNX file, from raw columns to the answer: for Python, Java, C# and servers that run ONNX.',
    async files(pkg, golden) {
      const metadata = { schema: await schemaText(pkg), goldenSha256: await sha256(goldenText(golden)) };
      return [
        { name: 'model.onnx', bytes: writeOnnx(pkg, metadata) },
        textFile('verify.py', verifyPythonText),
        ...(await common(pkg, golden)),
      ];
    },
  },
  {
    id: 'javascript',
    label: 'JavaScript module',
    help: 'One ES module without dependencies, with types: for browsers, Node, Deno, Bun and edge workers.',
    files: moduleFiles,
  },
  {
    id: 'page',
    label: 'Web page',
    help: 'One HTML file with a form, and CSV in, CSV out. It opens from a folder and works offline.',
    async files(pkg, golden) {
      return [textFile('predict.html', await pageText(await moduleText(pkg))), ...(await common(pkg, golden))];
    },
  },
  {
    id: 'server',
    label: 'Node server',
    help: 'A server file for Node without dependencies that speaks the Open Inference Protocol and answers /predict.',
    async files(pkg, golden) {
      return [textFile('server.mjs', serverText), ...(await moduleFiles(pkg, golden))];
    },
  },
] as const satisfies readonly ExportTarget[];

export type ExportTargetId = (typeof exportTargets)[number]['id'];

/** Files as one zip. The date is fixed and zone-free, so equal models give equal archives. */
export function zipFiles(files: readonly ExportFile[]): Uint8Array {
  const mtime = new Date(2000, 0, 1);
  return zipSync(Object.fromEntries(files.map(f => [f.name, f.bytes])), { level: 6, mtime });
}
