import type { Recipe } from '../core/pipeline/recipe.ts';
import { sha256 } from '../core/sha256.ts';
import { profileTable, type TableProfile } from '../core/table/profile.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getProfile, saveProfile } from '../store/datasets.ts';
import { canonicalJson } from './fingerprint.ts';
import { yieldedTable } from './prepared.ts';

/** Raised whenever a profile gets another shape or other numbers, so that stored ones are made anew. */
const PROFILE_VERSION = 4;

type Working = CallContext<{ phase: string; done: number; total: number }>;

/**
 * The profile of what a recipe's row operations yield of a dataset; kept by what decides it, so that asking again or for
 * other roles is free.
 */
export async function storedProfile(datasetId: string, recipe: Recipe, context: Working): Promise<TableProfile> {
  const { raw, sources, rows, seed } = recipe;
  const types = recipe.columns.map(({ name, kind, unit }) => [name, kind, unit ?? null]);
  const made = rows.length ? [raw ?? null, sources ?? null, rows, seed] : null;
  const key = await sha256(canonicalJson([PROFILE_VERSION, types, made]));
  let profile = (await getProfile(datasetId, key)) as TableProfile | undefined;
  if (!profile) {
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    const schema = recipe.columns.filter(c => table.names.includes(c.name));
    profile = await profileTable(table, schema, context);
    await saveProfile(datasetId, key, profile);
  }
  const roles = new Map(recipe.columns.map(c => [c.name, c.role]));
  return { ...profile, columns: profile.columns.map(column => ({ ...column, role: roles.get(column.name)! })) };
}
