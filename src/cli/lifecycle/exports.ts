import { StudioError } from '../../core/errors.ts';
import type { Table } from '../../core/table/table.ts';
import { importModule } from '../../engine/import-module.ts';
import { exportTargets } from '../../export/index.ts';
import { makeGolden } from '../../export/make-golden.ts';
import type { ExportFile, ModelPackage } from '../../export/model-package.ts';
import { type OnnxRuntime, type Verification, verifyJavaScript, verifyOnnx } from '../../export/verify.ts';

export interface Exported {
  /** model.onnx (unless the model cannot be written as one), model.mjs, schema.json, golden.json. */
  readonly files: readonly ExportFile[];
  readonly onnx: Verification | { readonly refused: string };
  readonly javascript: Verification;
}

const KEPT = ['model.onnx', 'model.mjs', 'schema.json', 'golden.json'];

/**
 * Write the exports and run them back over the held-out rows: the module itself, and the ONNX file in ONNX Runtime.
 * Throws `export/differs` where one answers differently. What ONNX cannot express is left out and named.
 */
export async function exportAndVerify(pkg: ModelPackage, heldOut: Table): Promise<Exported> {
  const golden = await makeGolden(pkg, heldOut);
  const written = async (id: string): Promise<readonly ExportFile[]> =>
    (await exportTargets.find(t => t.id === id)!.files(pkg, golden)).filter(f => KEPT.includes(f.name));
  const moduleFiles = await written('javascript');
  const bytesOf = (files: readonly ExportFile[], name: string) => files.find(f => f.name === name)!.bytes;
  const text = new TextDecoder().decode(bytesOf(moduleFiles, 'model.mjs'));
  const javascript = agreed('model.mjs', await verifyJavaScript(text, pkg, heldOut, importModule));
  try {
    const model = (await written('onnx')).find(f => f.name === 'model.onnx')!;
    const onnx = agreed('model.onnx', await verifyOnnx(model.bytes, pkg, heldOut, await onnxRuntime()));
    return { files: [model, ...moduleFiles], onnx, javascript };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'export/inexpressible') throw error;
    return { files: moduleFiles, onnx: { refused: error.message }, javascript };
  }
}

/** ONNX Runtime for Node; it only checks, so it is a tool of development and loaded when needed. */
async function onnxRuntime(): Promise<OnnxRuntime> {
  const runtime: unknown = await import('onnxruntime-node').catch((error: unknown) => {
    throw new StudioError(
      'cli/onnxruntime',
      `The ONNX model cannot be checked, because onnxruntime-node does not load (${error instanceof Error ? error.message : String(error)}). Run npm ci.`,
    );
  });
  return runtime as OnnxRuntime;
}

function agreed(name: string, found: Verification): Verification {
  if (found.agrees) return found;
  throw new StudioError(
    'export/differs',
    `${name} answers differently from the studio: largest difference ${found.largestDifference}, ${found.labelFlips} label flips in ${found.rows} rows. Nothing was written.`,
  );
}
