import { afterEach, expect, test } from 'vitest';
import { formatInterval } from '../../../src/core/format.ts';
import { heldOut } from '../../../src/engine/evaluation.ts';
import { reportingApi } from '../../../src/engine/reporting.ts';
import { storeProject } from '../../../src/store/project-file.ts';
import { deleteProject, getProject, listProjects } from '../../../src/store/projects.ts';
import { getRun } from '../../../src/store/runs.ts';
import { contents } from '../../unit/store/small-project.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

afterEach(async () => {
  for (const { id } of await listProjects()) await deleteProject(id);
});

test('a report of a stored project has its model, its numbers, its versions and what a person wrote', async () => {
  await storeProject(await contents());
  const page = await reportingApi.writeReport('project-one', 'run-one', context);
  const { metrics } = await heldOut(await getRun('run-one'));
  for (const { result } of metrics) {
    const { value, range } = formatInterval(
      result.value,
      result.interval && [result.interval.low, result.interval.high],
    );
    expect(page).toContain(`${value} `);
    if (range) expect(page).toContain(range);
  }
  for (const text of ['plants v1', 'champion', 'First version.', 'Too few rows to judge.', '__proto__'])
    expect(page).toContain(text);
  expect(page).toContain('To know &lt;b&gt;what&lt;/b&gt; grows.');
});

test('it opens no vault: where none was opened it says so and counts nothing', async () => {
  const given = await contents();
  const project = { ...given.bundle.project, openings: [] };
  await storeProject({ ...given, bundle: { ...given.bundle, project } });
  const page = await reportingApi.writeReport('project-one', 'run-one', context);
  expect(page).toContain('The held-out rows have not been looked at for this run');
  expect(page).toContain('each predicted by a model that did not see it');
  expect((await getProject('project-one'))!.openings).toEqual([]);
});
