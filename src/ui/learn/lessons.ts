import type { RouteId } from '../../app/places.ts';

/** What a place is for, in plain words. */
export interface LessonText {
  readonly route: RouteId;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** One question people ask here, with its answer. */
  readonly question: string;
  readonly answer: string;
  /** Who does this in a company. */
  readonly team: string;
}

export const LESSONS: readonly LessonText[] = [
  {
    route: 'start',
    title: 'A circle in nine places',
    paragraphs: [
      'A model is not finished when it is trained. Data is gathered and cleaned, a model learns from it and is measured, then it is used, watched and renewed. What watching finds goes back to the beginning.',
      'The list on the left follows that circle. All of it is open at any time. If you only press the filled button on each screen, you arrive at a working model.',
    ],
    question: 'Where does my data go?',
    answer:
      'Nowhere. Everything is computed in this tab. The bar at the bottom counts the bytes sent to other addresses.',
    team: 'Five teams share this circle: data engineers, data analysts, data scientists, business analysts and software developers.',
  },
  {
    route: 'source',
    title: 'Begin with the table',
    paragraphs: [
      'Each row is one thing that happened or one thing that exists; each column is something known about it. Check that the file was read as you meant it: the separators, the numbers, the dates.',
      'Then give each column its role. The target is what you want to predict. Features are what the model may look at. A time or group column decides which rows may be used to test it. An id only names the row.',
    ],
    question: 'How much data is enough?',
    answer:
      'For a first model a few hundred rows per class can do. More important is that the rows resemble those you will predict later.',
    team: 'Data engineers find the sources, connect them and see that the data may be used.',
  },
  {
    route: 'profile',
    title: 'Know the data before the model does',
    paragraphs: [
      'Each line of the list is one column of your table: what it holds, how it is spread, what is missing. Look first for three things: the column you want to predict, columns that would not be known in time, and gaps.',
      'Each finding comes with a decision you can take in one press and undo.',
    ],
    question: 'Why is leakage worse than noise?',
    answer: 'Noise lowers the score you see. Leakage raises it, and only production tells you.',
    team: 'Data analysts profile the data; data engineers mend what they find at its source.',
  },
  {
    route: 'pipeline',
    title: 'The same treatment, every time',
    paragraphs: [
      'Algorithms want numbers without gaps. These steps fill missing values, bring numbers to one scale and turn categories into columns of zeros and ones.',
      'Every step learns from the training rows alone, for example the median that fills a gap, and then does exactly the same to every later row. The list is the recipe; it is exported with the model.',
      'Where a step has seen the rows it is measured on, the result looks better than it is. The tab “The cheat” measures by how much.',
      'What every table should keep to stands under “Expectations”. A later file that breaks them is told of row by row, before a model learns from it.',
    ],
    question: 'Why not just delete rows with gaps?',
    answer:
      'New data will have gaps as well, and a deployed model must answer. Besides, what is missing is seldom missing by chance.',
    team: 'Data engineers build and run the pipelines; data scientists say what the model needs.',
  },
  {
    route: 'features',
    title: 'Say what you know',
    paragraphs: [
      'A feature is something the model may look at. Often the useful one is not in the table yet: the hour of a date, a price per square metre, whether two fields agree.',
      'A formula works on one row at a time and learns nothing, so it can never leak. Set aside what would not be known when the prediction is needed.',
    ],
    question: 'Do more features help?',
    answer: 'Only informative ones. Every other column is a chance to find a pattern that is not there.',
    team: 'Data scientists construct features; business analysts know what the columns really mean.',
  },
  {
    route: 'train',
    title: 'When the two lines part',
    paragraphs: [
      'An algorithm looks for rules that turn the features into the target. First comes a baseline that looks at nothing; a model has to beat it to be worth anything.',
      'For a neural network two lines show the error: on rows it learns from, and on rows kept back. While both fall it is learning. When the second one rises it is memorising, so training stops by itself and keeps the best state.',
    ],
    question: 'Which algorithm should I take?',
    answer:
      'Start with the simple ones. They train at once, are easy to explain, and show whether a larger one earns its keep.',
    team: 'Data scientists choose, train and tune the algorithms.',
  },
  {
    route: 'evaluate',
    title: 'Only unseen rows count',
    paragraphs: [
      'Here the model meets rows it has never seen. Every number carries an interval: how far it might move with other rows of the same kind. Intervals that overlap a lot mean the difference may be luck.',
      'The test rows lie in a vault. Each opening is counted, because choosing by looking at them again and again turns them into training rows.',
    ],
    question: 'Is 99% accuracy good?',
    answer:
      'Not if 99 of 100 rows belong to one class: then a model that always says so reaches it as well. Compare with the baseline and look at each class.',
    team: 'Data scientists measure; business analysts say which mistakes are expensive.',
  },
  {
    route: 'serve',
    title: 'From a result to a service',
    paragraphs: [
      'A model is useful when people and programs can reach it. Take it out as a file, or let this browser answer requests. All forms hold the same graph of operations, preprocessing included: raw columns go in, predictions come out.',
      'Before a download the exported model is run again over the held-out rows, and the largest difference is shown.',
    ],
    question: 'What is ONNX?',
    answer:
      'An open format for models. Most languages and clouds can run it, so the model does not depend on this studio.',
    team: 'Software developers integrate and run the model; data engineers see to the data flow.',
  },
  {
    route: 'monitor',
    title: 'The world moves, the model does not',
    paragraphs: [
      'A deployed model keeps answering as it learned to, whatever happens outside. Monitoring compares what arrives now with what it was trained on: inputs, predictions and, when the truth is known later, errors.',
      'Drift alone is no fault. Look whether the error follows. Broken inputs, such as a changed unit or a new category, usually show here first.',
    ],
    question: 'When should I retrain?',
    answer:
      'When the error leaves its expected range, or when inputs have moved so far that the old test says little about today.',
    team: 'Data scientists and software developers watch together; business analysts judge the effect.',
  },
  {
    route: 'update',
    title: 'Replace it without a gap',
    paragraphs: [
      'A new model begins as the challenger. It is compared with the champion on the same rows, with a test that tells a real gain from luck.',
      'Versions never change once they are made; only the name that points to them moves. Requests in flight finish on the version they began with, and going back is one press.',
    ],
    question: 'Why not simply retrain every night?',
    answer: 'Because a bad day of data would go live by itself. A comparison and a way back cost little.',
    team: 'Data scientists retrain; software developers deploy without disturbing the service.',
  },
  {
    route: 'report',
    title: 'Hand it on',
    paragraphs: [
      'One page holds everything: the data, the recipe, the runs, the measures with their intervals, the plots and the limits. It is a single file that needs no studio and no network.',
    ],
    question: 'Who reads it?',
    answer: 'Whoever must decide or check: a manager, an auditor, a colleague who takes over, or you in a year.',
    team: 'Business analysts report on performance, data quality and effect to those who decide.',
  },
];
