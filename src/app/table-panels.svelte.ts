import { type Aggregate, aggregateName, groupSql, type GroupPlan } from '../core/sql/group.ts';
import { type JoinKind, joinSql, suggestKeys, type JoinPlan } from '../core/sql/join.ts';
import { MAIN_TABLE } from '../core/sql/names.ts';
import type { JoinForecast, SqlTableFacts } from '../engine/sql/api.ts';
import { runJob } from './jobs.ts';
import { pipeline } from './pipeline.svelte.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { openRecipe, sqlOptions } from './sql-draft.svelte.ts';

export type TablePanel = 'join' | 'group';

/** Joins and group-bys put together without writing SQL. Both write a query, and that is what the recipe keeps. */
class TablePanels {
  open = $state.raw<TablePanel | null>(null);
  tables = $state.raw<readonly SqlTableFacts[]>([]);
  error = $state.raw<unknown>(null);
  join = $state.raw<JoinPlan>({ table: '', kind: 'left', keys: [], columns: [] });
  forecast = $state.raw<JoinForecast | null>(null);
  group = $state.raw<GroupPlan>({ keys: [], values: [], where: '' });
  #asked = 0;

  main = $derived(this.tables.find(t => t.name === MAIN_TABLE));
  others = $derived(this.tables.filter(t => t.name !== MAIN_TABLE));
  other = $derived(this.others.find(t => t.name === this.join.table));
  sql = $derived(
    this.open === 'group'
      ? groupSql(this.group)
      : joinSql(
          this.join,
          (this.main?.columns ?? []).map(c => c.name),
        ),
  );
  ready = $derived(
    this.open === 'group'
      ? this.group.keys.length + this.group.values.length > 0
      : this.other !== undefined && this.join.keys.length > 0,
  );

  /** Show a panel; a join begins with the table it should bring, else the first there is. */
  async begin(panel: TablePanel, table?: string): Promise<void> {
    this.open = panel;
    this.error = null;
    this.forecast = null;
    const open = openRecipe();
    if (!open) return;
    try {
      this.tables = await dataWorker().sqlTables(open.id, open.recipe, open.recipe.rows.length);
      if (panel === 'join') this.chooseTable(table ?? this.others[0]?.name ?? '');
      else this.group = { keys: [], values: [{ what: 'count', column: '', name: 'rows' }], where: '' };
    } catch (error) {
      this.error = error;
    }
  }

  close(): void {
    this.open = null;
    this.#asked++;
  }

  chooseTable(table: string): void {
    const other = this.others.find(t => t.name === table);
    const keys = other && this.main ? suggestKeys(this.main.columns, other.columns) : [];
    const columns = (other?.columns ?? []).map(c => c.name).filter(name => !keys.some(key => key[1] === name));
    this.setJoin({ table, keys, columns });
  }

  setJoin(change: Partial<JoinPlan>): void {
    this.join = { ...this.join, ...change };
    void this.#count();
  }

  setKind = (kind: JoinKind): void => this.setJoin({ kind });

  /** Change one aggregate; its name follows until a person gives it one. */
  setValue(at: number, what: Aggregate, column: string): void {
    const taken = [...this.group.keys, ...this.group.values.filter((_, i) => i !== at).map(v => v.name)];
    const value = { what, column, name: aggregateName(what, column, taken) };
    this.group = {
      ...this.group,
      values: [...this.group.values.slice(0, at), value, ...this.group.values.slice(at + 1)],
    };
  }

  removeValue(at: number): void {
    this.group = { ...this.group, values: this.group.values.filter((_, i) => i !== at) };
  }

  /** Keep the query in the recipe; `edit` opens it there, to go on in SQL. */
  async add(edit: boolean): Promise<void> {
    const query = this.sql;
    this.close();
    await pipeline.addRow('sql', { query });
    if (!edit) pipeline.open = null;
  }

  async #count(): Promise<void> {
    const asked = ++this.#asked;
    this.forecast = null;
    this.error = null;
    const open = openRecipe();
    const plan = this.join;
    if (!open || !this.ready) return;
    try {
      const forecast = await runJob('Counting the rows of the join', job =>
        dataWorker().forecastJoin(open.id, open.recipe, open.recipe.rows.length, plan, sqlOptions(job)),
      );
      if (asked === this.#asked) this.forecast = forecast ?? null;
    } catch (error) {
      if (asked === this.#asked) this.error = error;
    }
  }
}

export const tablePanels = new TablePanels();
project.whenLeft(() => tablePanels.close());
