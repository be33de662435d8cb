/** A question about the data that a person answers; nobody can measure the answer. */
export interface EthicsQuestion {
  readonly id: string;
  readonly question: string;
  /** Why it is asked, in plain words. */
  readonly help: string;
}

export const ethicsAnswers = ['yes', 'no', 'not-sure', 'does-not-apply'] as const;
export type EthicsAnswer = (typeof ethicsAnswers)[number];

export const answerWords: Readonly<Record<EthicsAnswer, string>> = {
  yes: 'Yes',
  no: 'No',
  'not-sure': 'Not sure',
  'does-not-apply': 'Does not apply',
};

/** Short enough to be answered in five minutes. The licence is kept with each table. */
export const ethicsQuestions: readonly EthicsQuestion[] = [
  {
    id: 'informed',
    question: 'Do the people in the data know what it is used for?',
    help: 'Data that was given for one purpose may not be used for any other.',
  },
  {
    id: 'needed',
    question: 'Is every column needed?',
    help: 'What is not there cannot leak and cannot be used against anybody. Set the rest aside.',
  },
  {
    id: 'complete',
    question: 'Is everybody in the data whom the model will meet?',
    help: 'A model knows little of people it has seldom seen. Compare the shares of groups with those you expect.',
  },
  {
    id: 'past',
    question: 'Are the decisions in the data ones you would make again?',
    help: 'A model repeats the past, with its mistakes and its injustice.',
  },
  {
    id: 'wrong',
    question: 'Is it clear what a wrong answer does to somebody, and who notices?',
    help: 'The two kinds of mistakes seldom weigh the same.',
  },
  {
    id: 'appeal',
    question: 'Can somebody ask a person to look at the decision again?',
    help: 'In many places the law asks for that where a decision matters.',
  },
  {
    id: 'kept',
    question: 'Is it settled how long the data is kept?',
    help: 'Deleting the project removes it from this browser, not from the files that were exported.',
  },
];

/** What a person wrote and chose; plain data, kept with the project. */
export interface EthicsNotes {
  /** Columns that tell groups of people apart, whose shares are measured. */
  readonly sensitive: readonly string[];
  /** How the people in the data agreed, or why that was not needed. */
  readonly consent: string;
  readonly answers: readonly { readonly question: string; readonly answer: EthicsAnswer; readonly note: string }[];
}

export const noEthicsNotes: EthicsNotes = { sensitive: [], consent: '', answers: [] };

/** The notes with a question answered; a question has one answer. */
export const withAnswer = (notes: EthicsNotes, question: string, answer: EthicsAnswer, note: string): EthicsNotes => ({
  ...notes,
  answers: [...notes.answers.filter(a => a.question !== question), { question, answer, note }],
});
