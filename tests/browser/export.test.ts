import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moduleText } from '../../src/export/javascript/module-text.ts';
import type { ModelPackage } from '../../src/export/model-package.ts';
import { pageText } from '../../src/export/page/page-text.ts';
import { churn, churnShare, constantModel } from '../unit/export/small-model.ts';

test('the module and ONNX Runtime agree with the studio inside a worker', async () => {
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await new Promise<unknown>((resolve, reject) => {
      worker.onmessage = event => resolve(event.data);
      worker.onerror = event => reject(new Error(event.message));
      worker.postMessage('verify');
    });
    expect(answer).toMatchObject({
      javascript: { rows: 5, largestDifference: 0, labelFlips: 0, agrees: true },
      onnx: { rows: 5, labelFlips: 0, agrees: true },
    });
  } finally {
    worker.terminate();
  }
});

describe('predict.html', () => {
  let frame: HTMLIFrameElement;
  let problems: string[];

  beforeEach(() => {
    frame = document.createElement('iframe');
    problems = [];
  });
  afterEach(() => frame.remove());

  async function openPage(pkg: ModelPackage): Promise<Document> {
    const address = URL.createObjectURL(new Blob([await pageText(await moduleText(pkg))], { type: 'text/html' }));
    const loaded = new Promise(done => (frame.onload = done));
    frame.src = address;
    document.body.append(frame);
    await loaded;
    URL.revokeObjectURL(address);
    const page = frame.contentDocument!;
    page.addEventListener('securitypolicyviolation', event => problems.push(event.violatedDirective));
    return page;
  }

  const labelled = (page: Document, text: string): HTMLInputElement => {
    const label = [...page.querySelectorAll('label')].find(l => l.textContent === text);
    return page.getElementById(label!.htmlFor) as HTMLInputElement;
  };
  const submit = (page: Document): void => page.querySelector('form')!.requestSubmit();

  async function giveFile(page: Document, text: string): Promise<void> {
    const input = page.querySelector<HTMLInputElement>('input[type=file]')!;
    const carrier = new DataTransfer();
    carrier.items.add(new File([text], 'new people.csv', { type: 'text/csv' }));
    input.files = carrier.files;
    input.dispatchEvent(new Event('change'));
    await expect.poll(() => page.getElementById('status')!.childElementCount).toBeGreaterThan(0);
  }

  test('answers the form with a label and bars, and says what is odd', async () => {
    const page = await openPage(churn());
    expect(page.querySelector('h1')!.textContent).toBe('churn');
    expect(page.title).toBe('churn, version 3');
    labelled(page, 'age (years)').value = '120';
    labelled(page, 'city').value = 'Oslo';
    labelled(page, 'member').value = 'true';
    submit(page);
    expect(page.querySelector('.answer')!.textContent).toBe('10');
    const bars = [...page.querySelectorAll('.bars li')].map(li => [...li.children].map(c => c.textContent));
    expect(bars).toEqual([['10', '', '100.0%'], ['9', '', '0.0%']]); // prettier-ignore
    expect(page.querySelector<HTMLElement>('.track i')!.style.width).not.toBe('0%');
    expect(page.querySelector('.warnings')!.textContent).toBe('age: outside the range seen in training');
    expect(problems).toEqual([]);
  });

  test('every control has a label and the answer is announced', async () => {
    const page = await openPage(churn());
    for (const control of page.querySelectorAll<HTMLInputElement>('input, select'))
      expect(control.labels?.length, control.outerHTML).toBeGreaterThan(0);
    expect(page.getElementById('result')!.ariaLive).toBe('polite');
  });

  test('turns a CSV file into one with predictions', async () => {
    const page = await openPage(churn());
    await giveFile(page, 'id,age,city,label\n1,60,Oslo,"a ""b"""\n2,NA,Lima,=x\n');
    expect(page.querySelector('#status p')!.textContent).toBe(
      '2 rows predicted. 1 with warnings; see the last column. Not in the file, so taken as missing: member, since, notes.',
    );
    const link = page.querySelector<HTMLAnchorElement>('#status a')!;
    expect(link.download).toBe('new people-predictions.csv');
    const shares = [churnShare(60, 'Oslo', null), churnShare(null, 'Lima', null)];
    expect(await (await fetch(link.href)).text()).toBe(
      [
        'id,age,city,label,predicted label,p_10,p_9,warnings',
        `1,60,Oslo,"a ""b""",10,${shares[0]},${1 - shares[0]!},`,
        `2,NA,Lima,'=x,10,${shares[1]},${1 - shares[1]!},"age: value is missing; city: unknown category"`,
        '',
      ].join('\r\n'),
    );
  });

  test('says in words what is wrong with a file', async () => {
    const page = await openPage(churn());
    await giveFile(page, 'a,b\n1,2\n');
    expect(page.querySelector('#status .bad')!.textContent).toBe(
      'This file has none of the columns the model reads: age, city, member, since, notes.',
    );
    page.getElementById('status')!.replaceChildren();
    await giveFile(page, 'age\n');
    expect(page.querySelector('#status .bad')!.textContent).toMatch(/^This file has no rows/);
  });

  test('shows hostile names as text', async () => {
    const evil = '<img src=x onerror=alert(1)></script>';
    const pkg = { ...constantModel('classification'), name: evil, target: evil, classes: [evil, 'b'] };
    const input = { name: evil, kind: 'category', levels: [evil], required: false, missingShare: 0 } as const;
    const page = await openPage({ ...pkg, inputs: [input] });
    submit(page);
    expect(page.querySelector('h1')!.textContent).toBe(evil);
    expect(page.querySelectorAll('img, script:not([type=module])')).toHaveLength(0);
    expect(page.querySelectorAll('.bars li')).toHaveLength(2);
  });

  test('its policy admits its own script alone', async () => {
    const page = await openPage(churn());
    const injected = page.createElement('script');
    injected.textContent = 'document.title = "taken over"';
    page.body.append(injected);
    await expect.poll(() => problems).toContain('script-src-elem');
    expect(page.title).toBe('churn, version 3');
  });
});
