import * as v from 'valibot';
import { StudioError } from '../core/errors.ts';
import { tasks } from '../core/table/schema.ts';

const sample = v.object({
  id: v.string(),
  title: v.string(),
  file: v.string(),
  /** A second file of later data, for monitoring and updating. */
  later: v.optional(v.string()),
  task: v.picklist(tasks),
  target: v.nullable(v.string()),
  rows: v.number(),
  columns: v.number(),
  description: v.string(),
  synthetic: v.boolean(),
  licence: v.string(),
  recipeHints: v.object({
    aside: v.array(v.string()),
    id: v.nullable(v.string()),
    time: v.nullable(v.string()),
    split: v.string(),
  }),
});

export type Sample = v.InferOutput<typeof sample>;

const samplesUrl = (file: string): URL => new URL(`samples/${file}`, document.baseURI);

/** The samples that come with the studio. */
export async function listSamples(): Promise<readonly Sample[]> {
  const response = await fetch(samplesUrl('index.json'));
  if (!response.ok)
    throw new StudioError(
      'read/sample',
      `The list of samples could not be loaded (${response.status}). Reload the page.`,
    );
  return v.parse(v.array(sample), await response.json());
}

/** A sample's file, from the studio's own origin. */
export async function fetchSample(file: string): Promise<Blob> {
  const response = await fetch(samplesUrl(file));
  if (!response.ok)
    throw new StudioError(
      'read/sample',
      `The sample ${file} could not be loaded (${response.status}). Reload the page.`,
      { file },
    );
  return response.blob();
}
