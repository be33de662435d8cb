import type { NamedTable } from '../../core/row-operation.ts';
import { databaseNames } from '../../core/sql/names.ts';
import type { Column } from '../../core/table/column.ts';

/** Names of the database back to the names of the tables, and the columns behind them: of the first table that has one. */
export class ColumnOrigins {
  readonly #own = new Map<string, { readonly name: string; readonly column: Column }>();

  constructor(tables: readonly NamedTable[]) {
    for (const { table } of tables)
      databaseNames(table.names).forEach((name, i) => {
        if (!this.#own.has(name)) this.#own.set(name, { name: table.names[i]!, column: table.columns[i]! });
      });
  }

  name = (name: string): string => this.#own.get(name)?.name ?? name;
  column = (name: string): Column | undefined => this.#own.get(name)?.column;
}
