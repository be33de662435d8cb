import type { Recipe } from '../core/pipeline/recipe.ts';
import { sha256 } from '../core/sha256.ts';
import { profileTable, type TableProfile } from '../core/table/profile.ts';
import type { Schema } from '../core/table/schema.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getProfile, saveProfile } from '../store/datasets.ts';
import { canonicalJson } from './fingerprint.ts';
import { tableUnder } from './tables.ts';

/** Raised whenever a profile gets another shape or other numbers, so that stored ones are made anew. */
const PROFILE_VERSION = 3;

type Working = CallContext<{ phase: string; done: number; total: number }>;

/** The profile of a dataset under a schema; kept by the columns' types, so that asking again or for other roles is free. */
export async function storedProfile(datasetId: string, schema: Schema, context: Working): Promise<TableProfile> {
  const types = schema.map(({ name, kind, unit }) => [name, kind, unit ?? null]);
  const key = await sha256(canonicalJson([PROFILE_VERSION, types]));
  let profile = (await getProfile(datasetId, key)) as TableProfile | undefined;
  if (!profile) {
    profile = await profileTable(await tableUnder(datasetId, schema), schema, context);
    await saveProfile(datasetId, key, profile);
  }
  return { ...profile, columns: profile.columns.map((column, i) => ({ ...column, role: schema[i]!.role })) };
}

export const profileOfRecipe = (datasetId: string, recipe: Recipe, context: Working): Promise<TableProfile> =>
  storedProfile(datasetId, recipe.columns, context);
