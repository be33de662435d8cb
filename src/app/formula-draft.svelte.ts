import { checkFormula } from '../core/derive/formula-check.ts';
import type { ColumnKind } from '../core/table/column.ts';
import { checkDerived, expressionOf, formulaColumns, refuseName } from '../core/pipeline/derived-columns.ts';
import { withDerivedChanged } from '../core/pipeline/default-steps.ts';
import { withDerived } from '../core/pipeline/edit.ts';
import type { DeriveEntry, Recipe } from '../core/pipeline/recipe.ts';
import type { FormulaPreview } from '../engine/data.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

/** How long typing must rest before the formula is computed. */
const REST_MS = 150;
const SHOWN_ROWS = 8;
const SHOWN_COLUMNS = 4;

export interface DraftPreview extends FormulaPreview {
  /** Raw columns the formula reads, over the same rows as the sample. */
  readonly beside: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
}

/** A formula while it is being written: checked at every key, computed over the first rows once typing rests. */
class FormulaDraft {
  /** The project it is written for; null while none is. */
  #owner = $state<string | null>(null);
  open = $derived(this.#owner !== null && this.#owner === project.record?.id);
  /** The derived column that is being changed; null for a new one. */
  original = $state<string | null>(null);
  name = $state('');
  expression = $state('');
  preview = $state.raw<DraftPreview | null>(null);
  /** Why the formula could not be computed or kept. */
  error = $state.raw<unknown>(null);
  /** Set once a save was tried, so that an empty field is not called wrong before anything was written. */
  tried = $state(false);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  columns = $derived(project.recipe ? formulaColumns(project.recipe, this.original ?? undefined) : []);
  check = $derived(checkFormula(this.expression, this.columns));
  nameProblem = $derived(project.recipe ? refuseName(project.recipe, this.name, this.original) : null);
  ready = $derived(this.check.ok && this.nameProblem === null);

  begin(original: string | null = null): void {
    const entry = project.recipe?.derive.find(d => d.name === original);
    this.original = entry?.name ?? null;
    this.name = entry?.name ?? '';
    this.tried = false;
    this.error = null;
    this.#owner = project.record?.id ?? null;
    this.write(entry ? expressionOf(entry) : '');
  }

  close(): void {
    this.#owner = null;
    this.write('');
  }

  write(expression: string): void {
    this.expression = expression;
    this.error = null;
    clearTimeout(this.#timer);
    this.#asked++;
    if (this.check.ok) this.#timer = setTimeout(() => void this.#compute(), REST_MS);
    else this.preview = null;
  }

  /** Keep the column, with default steps for its kind. False when something is still missing. */
  async save(): Promise<boolean> {
    const { recipe } = project;
    this.tried = true;
    if (!recipe || !this.check.ok || this.nameProblem !== null) return false;
    const { name, check } = this;
    try {
      await project.changeRecipe(latest => this.#applied(latest, check.kind));
      tellChange(`“${name}” was ${this.original === null ? 'added' : 'changed'}.`);
      this.close();
      return true;
    } catch (error) {
      this.error = error;
      return false;
    }
  }

  #applied(recipe: Recipe, kind: ColumnKind): Recipe {
    const old = checkDerived(recipe).find(d => d.entry.name === this.original);
    const entry = formulaEntry(this.name, this.expression, old?.entry.role);
    if (!old) return withDerived(recipe, entry, kind);
    const before = old.check.ok ? old.check.kind : null;
    return withDerivedChanged(recipe, old.entry.name, entry, { before, after: kind });
  }

  async #compute(): Promise<void> {
    const { dataset, recipe } = project;
    const { check, expression } = this;
    if (!dataset || !recipe || !check.ok) return;
    const asked = this.#asked;
    try {
      const known = checkDerived(recipe).flatMap(d => (d.check.ok ? [d.entry] : []));
      const place = known.findIndex(d => d.name === this.original);
      const before = { ...recipe, derive: place < 0 ? known : known.slice(0, place) };
      const entry = formulaEntry(freeName(recipe), expression);
      const [preview, page] = await Promise.all([
        dataWorker().previewFormula(dataset.id, before, entry),
        dataWorker().page(dataset.id, 0, SHOWN_ROWS, null, recipe),
      ]);
      if (asked !== this.#asked) return;
      const beside = check.uses.filter(name => page.names.includes(name)).slice(0, SHOWN_COLUMNS);
      this.preview = {
        ...preview,
        beside: beside.map(name => ({ name, values: page.rows.map(r => r[page.names.indexOf(name)] ?? null) })),
      };
    } catch (error) {
      if (asked === this.#asked) this.error = error;
    }
  }
}

export const formulaEntry = (name: string, expression: string, role: DeriveEntry['role'] = 'feature'): DeriveEntry => ({
  id: 'formula',
  name,
  role,
  params: { expression },
});

/** A name that no column has, for a column that is only looked at. */
function freeName({ columns, derive }: Recipe): string {
  let name = 'preview';
  while ([...columns, ...derive].some(c => c.name === name)) name += '_';
  return name;
}

export const formulaDraft = new FormulaDraft();
