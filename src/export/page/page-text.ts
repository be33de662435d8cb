import { StudioError } from '../../core/errors.ts';
import { sha256Bytes } from '../../core/sha256.ts';
import { csvText } from '../texts/csv.ts';
import { pageText as pageScript } from '../texts/page.ts';
import { pageStyle } from './page-style.ts';

/**
 * predict.html: the module with a form and CSV in, CSV out, in one file that works from a folder and asks the network
 * for nothing. Its content policy admits exactly its own script and style, by hash.
 */
export async function pageText(module: string): Promise<string> {
  const script = `
${module}
// ---- The page.

${csvText}
${pageScript}
startPage({ meta, schema, predict, predictColumns });
`;
  // Strings from data have no "<"; this guards the rest.
  if (/<\/script|<!--/i.test(script))
    throw new StudioError('export/page', 'The page cannot hold this model: its text would end the script early.');
  const policy = [
    "default-src 'none'",
    `script-src ${await sourceHash(script)}`,
    `style-src ${await sourceHash(pageStyle)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Predict</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header>
<h1 id="name">Predict</h1>
<p id="about"></p>
</header>
<section aria-labelledby="one">
<h2 id="one">One row</h2>
<p class="note">Leave empty what is not known.</p>
<form id="form">
<div id="fields"></div>
<button>Predict</button>
</form>
<div id="result" aria-live="polite"></div>
</section>
<section aria-labelledby="many">
<h2 id="many">A whole file</h2>
<div id="drop">
<p><label for="file">Drop a CSV file here, or choose one</label></p>
<input id="file" type="file" accept=".csv,.tsv,.txt,text/csv">
</div>
<div id="status" aria-live="polite"></div>
<p class="note">Everything is computed in this page; no data leaves it.</p>
</section>
</main>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The hash by which a content policy allows one script or style. */
const sourceHash = async (text: string): Promise<string> =>
  `'sha256-${btoa(String.fromCharCode(...(await sha256Bytes(text))))}'`;
