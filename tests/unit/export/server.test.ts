import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportTargets } from '../../../src/export/index.ts';
import { makeGolden } from '../../../src/export/make-golden.ts';
import { type Ask, servingSuite } from './serving-suite.ts';
import { churn, churnTable } from './small-model.ts';

let folder: string;
let server: ChildProcess;
let address: string;

/** The first line a process writes. */
const firstLine = (process: ChildProcess): Promise<string> =>
  new Promise((done, fail) => {
    let text = '';
    process.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) done(text);
    });
    process.stderr!.on('data', (chunk: Buffer) => fail(new Error(chunk.toString())));
    process.on('exit', code => fail(new Error(`ended with ${code}`)));
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-export-'));
  const pkg = churn();
  const target = exportTargets.find(t => t.id === 'server')!;
  for (const { name, bytes } of await target.files(pkg, await makeGolden(pkg, churnTable())))
    await writeFile(join(folder, name), bytes);
  server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { ...process.env, PORT: '0' } });
  const line = await firstLine(server);
  address = /http:\S+/.exec(line)![0];
});

afterAll(async () => {
  server.kill();
  await rm(folder, { recursive: true });
});

const ask: Ask = async (method, path, body, headers = {}) => {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const reply = await fetch(address + path, { method, headers, ...sent });
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.json() };
};

servingSuite('server.mjs', ask);

test('a request without a name gets one', async () => {
  const { headers } = await ask('POST', '/predict', { rows: [{ age: 30 }] });
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('verify.mjs finds the module as it was made', async () => {
  const verify = spawn(process.execPath, ['verify.mjs'], { cwd: folder });
  expect(await firstLine(verify)).toBe('14 rows agree\n');
});
