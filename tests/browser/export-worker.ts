import { importModule } from '../../src/engine/import-module.ts';
import { moduleText } from '../../src/export/javascript/module-text.ts';
import { loadOnnxRuntime } from '../../src/export/onnx/runtime.ts';
import { writeOnnx } from '../../src/export/onnx/write-onnx.ts';
import { verifyJavaScript, verifyOnnx } from '../../src/export/verify.ts';
import { churn, churnTable } from '../unit/export/small-model.ts';

/** Runs both artefacts back inside a worker, as the studio does before a download. */
async function verifyBoth() {
  const pkg = churn();
  const bytes = writeOnnx(pkg, { schema: '{}', goldenSha256: '0' });
  return {
    javascript: await verifyJavaScript(await moduleText(pkg), pkg, churnTable(), importModule),
    onnx: await verifyOnnx(bytes, pkg, churnTable(), await loadOnnxRuntime()),
  };
}

addEventListener('message', () => {
  void verifyBoth()
    .catch((error: unknown) => ({ error: String(error) }))
    .then(answer => postMessage(answer));
});
