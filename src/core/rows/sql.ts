import { StudioError } from '../errors.ts';
import { defineRowOperation } from '../row-operation.ts';

/** One query; `data` is the table so far, the project's other tables go by their names. */
export const sql = defineRowOperation({
  id: 'sql',
  label: 'SQL',
  help: 'Runs one SQL query and goes on with its result. The table so far is called data; the other tables of the project go by their names.',
  group: 'tables',
  target: 'probed',
  params: {
    query: {
      kind: 'text',
      default: 'SELECT * FROM data',
      maxLength: 100_000,
      language: 'sql',
      multiline: true,
      label: 'Query',
    },
  },
  describe: ({ query }) => `Run the SQL query ${query.trim().replace(/\s+/g, ' ').slice(0, 100)}`,
  async run(table, { query }, { sql: run, sources, signal }) {
    if (!run) throw new StudioError('recipe/no-sql', 'There is no SQL engine here, and the recipe has a query.');
    return { table: await run(query, [{ name: 'data', table }, ...sources], { signal }), kept: null };
  },
});
