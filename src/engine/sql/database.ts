import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';
import type { NamedTable } from '../../core/row-operation.ts';
import { databaseNames, sqlName } from '../../core/sql/names.ts';
import type { Table } from '../../core/table/table.ts';
import { tableToDatabase } from '../../io/arrow/to-database.ts';
import { type StartedDatabase, startDatabase } from './start.ts';

/** Bytes the database may use for tables and for what it works out; a browser's WebAssembly memory ends at 4 GB. */
const MEMORY_LIMIT = '2GB';

/** Set once, then locked: nothing outside the tables can be reached, one thread gives one order of rows. */
const SETTINGS = [
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  'SET enable_external_access = false',
  'SET errors_as_json = true',
  `SET memory_limit = '${MEMORY_LIMIT}'`,
  'SET threads = 1',
  'SET lock_configuration = true',
];

/** A running database. It holds tables by name and answers one query at a time. */
export class Database {
  readonly end: () => void;
  readonly broken: Promise<string>;
  readonly #db: AsyncDuckDB;
  readonly #connection: number;
  readonly #tables = new Map<string, Table>();

  constructor({ db, end, broken }: StartedDatabase, connection: number) {
    this.#db = db;
    this.#connection = connection;
    this.end = end;
    this.broken = broken;
  }

  static async start(progress: (loaded: number, total: number) => void): Promise<Database> {
    const started = await startDatabase(progress);
    const { db, end } = started;
    try {
      await db.open({ path: ':memory:', maximumThreads: 1 });
      const connection = await db.connectInternal();
      for (const setting of SETTINGS) await db.runQuery(connection, setting);
      return new Database(started, connection);
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Have exactly these tables; those that are there already, the same objects, stay as they are. */
  async hold(tables: readonly NamedTable[]): Promise<void> {
    for (const name of [...this.#tables.keys()]) {
      if (tables.some(t => t.name === name && t.table === this.#tables.get(name))) continue;
      await this.run(`DROP TABLE ${sqlName(name)}`);
      this.#tables.delete(name);
    }
    for (const { name, table } of tables) {
      if (this.#tables.has(name)) continue;
      const bytes = tableToDatabase(table, databaseNames(table.names));
      await this.#db.insertArrowFromIPCStream(this.#connection, bytes, { name, create: true });
      this.#tables.set(name, table);
    }
  }

  /** The whole answer as an Arrow IPC stream. For queries of the studio's own with small answers. */
  run(query: string): Promise<Uint8Array> {
    return this.#db.runQuery(this.#connection, query);
  }

  /** The parts of the answer as they come: the first is the schema, each other one a batch of up to 2,048 rows. */
  async *stream(query: string): AsyncGenerator<Uint8Array> {
    let header = await this.#db.startPendingQuery(this.#connection, query, true);
    while (header === null) header = await this.#db.pollPendingQuery(this.#connection);
    yield header;
    for (;;) {
      const part = await this.#db.fetchQueryResults(this.#connection);
      if (part?.length === 0) return;
      // Null is no end: the next part is still being worked out.
      if (part) yield part;
    }
  }

  /** Parse and bind a statement without running it; throws what is wrong with it. */
  async prepare(statement: string): Promise<void> {
    await this.#db.closePrepared(this.#connection, await this.#db.createPrepared(this.#connection, statement));
  }

  /** The words of a query in order, without numbers, texts in quotes and comments. */
  async words(query: string): Promise<string[]> {
    const { offsets, types } = await this.#db.tokenize(query);
    const bytes = new TextEncoder().encode(query);
    const texts = [...offsets].map((from, i) => new TextDecoder().decode(bytes.subarray(from, offsets[i + 1])).trim());
    return texts.filter((_, i) => !LITERALS.includes(types[i]!));
  }
}

/** TokenType of the package: numbers, strings, comments. */
const LITERALS = [1, 2, 5];
