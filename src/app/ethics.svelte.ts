import { type EthicsAnswer, type EthicsNotes, noEthicsNotes, withAnswer } from '../core/ethics/checklist.ts';
import type { EthicsMeasured } from '../core/ethics/measured.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { project } from './project.svelte.ts';
import { Question } from './question.svelte.ts';
import { tableKey } from './row-selection.svelte.ts';
import { dataWorker } from './services.ts';

/** What a person says of the people in the data, kept with the project, and what can be measured of it. */
class Ethics {
  error = $state.raw<unknown>(null);
  /** The last measurement; it stays while a changed choice of columns is measured again. */
  measured = $state.raw<EthicsMeasured | null>(null);
  readonly question = new Question<EthicsMeasured>('Measuring the groups');
  #table = '';

  constructor() {
    project.whenLeft(() => (this.error = this.measured = null));
  }

  notes = $derived<EthicsNotes>(project.record?.ethics ?? noEthicsNotes);

  /** Measure the groups of the chosen columns, and look for data of people. */
  async follow(datasetId: string, recipe: Recipe, sensitive: readonly string[]): Promise<void> {
    const table = JSON.stringify([tableKey(datasetId, recipe), recipe.columns.map(c => c.role)]);
    if (table !== this.#table) this.measured = null;
    this.#table = table;
    const asked = { ...noEthicsNotes, sensitive };
    await this.question.ask(JSON.stringify([table, sensitive]), working =>
      dataWorker().measureEthics(datasetId, recipe, asked, working),
    );
    if (this.question.answer && table === this.#table) this.measured = this.question.answer;
  }

  toggleGroup = (column: string): Promise<void> => {
    const { sensitive } = this.notes;
    const next = sensitive.includes(column) ? sensitive.filter(name => name !== column) : [...sensitive, column];
    return this.#keep({ ...this.notes, sensitive: next });
  };

  setConsent = (consent: string): Promise<void> => this.#keep({ ...this.notes, consent });

  answer = (question: string, answer: EthicsAnswer, note: string): Promise<void> =>
    this.#keep(withAnswer(this.notes, question, answer, note));

  async #keep(ethics: EthicsNotes): Promise<void> {
    this.error = null;
    try {
      await project.update({ ethics });
    } catch (error) {
      this.error = error;
    }
  }
}

export const ethics = new Ethics();
