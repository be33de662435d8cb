// Written by tests/tools/write-export-texts.ts from ../runtime/page.ts; change that file instead.
export const pageText = `const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const place = id => document.getElementById(id);
const shown = value =>
  Number.isFinite(value) ? value.toLocaleString('en', { maximumSignificantDigits: 6 }) : 'not a number';
const percent = value => (Number.isFinite(value) ? \`\${(value * 100).toFixed(1)}%\` : 'not a number');
/** Fill the page: the form for one row, and the place where a CSV file becomes a CSV file with predictions. */
function startPage(model) {
  const { meta, schema } = model;
  document.title = \`\${meta.name}, version \${meta.version}\`;
  place('name').textContent = meta.name;
  const free = schema.task === 'anomaly' ? 'Says how strange a row is' : 'Finds the group a row belongs to';
  const aim = meta.target === undefined ? free : \`Predicts \${meta.target}\`;
  place('about').textContent = \`\${aim}. Version \${meta.version}, made \${meta.created.slice(0, 10)}.\`;
  const fields = schema.inputs.map((input, i) => field(input, \`input-\${i}\`));
  place('fields').append(...fields.map(f => f.element));
  place('form').addEventListener('submit', event => {
    event.preventDefault();
    const row = new Map(schema.inputs.map((input, i) => [input.name, fields[i].value()]));
    place('result').replaceChildren(...resultOf(model.predict(row)));
  });
  const file = place('file');
  const drop = place('drop');
  file.addEventListener('change', () => void predictFile(model, file.files?.[0]));
  drop.addEventListener('dragover', event => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', event => {
    event.preventDefault();
    drop.classList.remove('over');
    void predictFile(model, event.dataTransfer?.files[0]);
  });
}
/** A labelled control for one input; every one may be left empty. */
function field(input, id) {
  const { name, kind, levels = [], unit } = input;
  const hint = make('small', { id: \`\${id}-hint\`, textContent: hintOf(input) });
  let control;
  const extra = [];
  if (kind === 'boolean' || (kind === 'category' && levels.length <= 40)) {
    const options = kind === 'boolean' ? ['true', 'false'] : levels;
    control = make('select', { id }, make('option', { value: '', textContent: 'not known' }));
    control.append(...options.map(value => make('option', { value, textContent: value })));
  } else {
    control = make('input', { id, type: 'text', autocomplete: 'off' });
    if (kind === 'number') control.inputMode = 'decimal';
    if (kind === 'category') {
      extra.push(make('datalist', { id: \`\${id}-levels\` }, ...levels.map(value => make('option', { value }))));
      control.setAttribute('list', \`\${id}-levels\`);
    }
  }
  control.setAttribute('aria-describedby', hint.id);
  const label = make('label', { htmlFor: id, textContent: unit === undefined ? name : \`\${name} (\${unit})\` });
  return {
    element: make('div', { className: 'field' }, label, control, ...extra, hint),
    value: () => control.value,
  };
}
function hintOf({ kind, min, max }) {
  if (kind === 'datetime') return 'Year first, in UTC: 2026-01-31 08:00';
  if (kind !== 'number' || min === undefined || max === undefined) return '';
  return \`Seen in training: \${shown(min)} to \${shown(max)}\`;
}
function resultOf(row) {
  const nodes = [make('p', { className: 'answer', textContent: answerOf(row) })];
  const bars = Object.entries(row.probabilities ?? {}).sort((a, b) => b[1] - a[1]);
  const nameOf = name => (row.cluster === undefined ? name : \`Group \${name}\`);
  if (bars.length)
    nodes.push(make('ul', { className: 'bars' }, ...bars.map(([name, share]) => bar(nameOf(name), share))));
  if (row.warnings.length) {
    const items = row.warnings.map(w => make('li', { textContent: w.message }));
    nodes.push(make('ul', { className: 'warnings' }, ...items));
  }
  return nodes;
}
function answerOf({ label, prediction, score, anomaly, cluster }) {
  if (score !== undefined) return \`\${anomaly === 1 ? 'Strange' : 'Usual'}, score \${shown(score)}\`;
  return label ?? (prediction === undefined ? \`Group \${cluster}\` : shown(prediction));
}
function bar(name, share) {
  const fill = make('i');
  fill.style.width = \`\${Math.max(0, Math.min(100, share * 100)) || 0}%\`;
  const track = make('span', { className: 'track', ariaHidden: 'true' }, fill);
  return make(
    'li',
    {},
    make('span', { textContent: name }),
    track,
    make('b', { textContent: percent(share) }),
  );
}
async function predictFile(model, file) {
  const status = place('status');
  if (!file) return;
  try {
    const result = predictCsv(model, await file.text());
    const url = URL.createObjectURL(new Blob([result.text], { type: 'text/csv' }));
    const name = \`\${file.name.replace(/\\.[^.]*$/, '')}-predictions.csv\`;
    const link = make('a', { href: url, download: name, className: 'button', textContent: \`Save \${name}\` });
    status.replaceChildren(make('p', { textContent: result.summary }), link);
  } catch (error) {
    status.replaceChildren(make('p', { className: 'bad', textContent: error.message }));
  }
}
/** The same CSV with the predictions as further columns, and a sentence on what was found. */
function predictCsv(model, source) {
  const { schema } = model;
  const [header, ...rows] = readCsv(source);
  if (!header || !rows.length)
    throw new Error('This file has no rows. It needs a line of column names, then the rows.');
  const columns = new Map();
  const absent = [];
  for (const input of schema.inputs) {
    const at = header.indexOf(input.name);
    if (at < 0) absent.push(input.name);
    else
      columns.set(
        input.name,
        rows.map(row => cellValue(input, row[at] ?? '')),
      );
  }
  if (schema.inputs.length && absent.length === schema.inputs.length)
    throw new Error(\`This file has none of the columns the model reads: \${absent.join(', ')}.\`);
  const all = model.predictColumns(columns, rows.length);
  const added = namesOfOutputs(schema).map(name => (header.includes(name) ? \`predicted \${name}\` : name));
  const lines = rows.map((row, r) => {
    const { label, probabilities, prediction, cluster, distances, score, anomaly } = rowOf(schema, all, r);
    const first = label ?? prediction ?? cluster ?? score ?? '';
    const shares = schema.classes.length
      ? schema.classes.map(name => probabilities[name])
      : Object.values(probabilities ?? {});
    const rest = [...shares, ...(distances ?? []), ...(anomaly === undefined ? [] : [anomaly])]; // prettier-ignore
    return [
      ...header.map((_, c) => row[c] ?? ''),
      first,
      ...rest,
      all.warnings[r].map(w => w.message).join('; '),
    ];
  });
  const warned = all.warnings.filter(list => list.length).length;
  const summary = [
    \`\${rows.length} \${rows.length === 1 ? 'row' : 'rows'} predicted.\`,
    warned ? \`\${warned} with warnings; see the last column.\` : '',
    absent.length ? \`Not in the file, so taken as missing: \${absent.join(', ')}.\` : '',
  ];
  return { text: writeCsv([[...header, ...added], ...lines]), summary: summary.filter(Boolean).join(' ') };
}
/** A cell as the studio reads it: words for "no value" are missing unless they are a known category. */
function cellValue({ levels = [] }, cell) {
  if (levels.includes(cell)) return cell;
  return isMissingWord(cell) ? null : cell;
}
function namesOfOutputs({ task, classes, outputs }) {
  if (task === 'classification') return ['label', ...classes.map(name => \`p_\${name}\`), 'warnings'];
  if (task === 'regression') return ['prediction', 'warnings'];
  if (task === 'anomaly') return ['score', 'anomaly', 'warnings'];
  const each = (name, short) => Array.from({ length: outputs.find(o => o.name === name)?.width ?? 0 }, (_, k) => \`\${short}_\${k}\`); // prettier-ignore
  return ['cluster', ...each('probabilities', 'p'), ...each('distances', 'distance'), 'warnings'];
}
`;
