/** The field's words in plain ones, in alphabetical order. */
export interface Term {
  readonly word: string;
  readonly meaning: string;
}

export const GLOSSARY: readonly Term[] = [
  { word: 'Accuracy', meaning: 'The share of rows for which the predicted class is the true one.' },
  { word: 'Baseline', meaning: 'A model that looks at no features: it predicts the most frequent class or the mean.' },
  { word: 'Calibration', meaning: 'Whether a predicted 70% comes true in about 70 of 100 cases.' },
  { word: 'Champion and challenger', meaning: 'The version in use, and the one that wants to replace it.' },
  { word: 'Classification', meaning: 'Predicting which of several classes a row belongs to.' },
  { word: 'Clustering', meaning: 'Grouping rows that are alike, without a target.' },
  {
    word: 'Cross-validation',
    meaning: 'Training several times, each time measuring on another part of the training rows.',
  },
  { word: 'Drift', meaning: 'New data is spread differently from the data the model was trained on.' },
  { word: 'Early stopping', meaning: 'Ending training when the error on rows kept back no longer falls.' },
  { word: 'Epoch', meaning: 'One pass of a neural network over all its training rows.' },
  { word: 'F1', meaning: 'One number for precision and recall together: their harmonic mean.' },
  { word: 'Feature', meaning: 'A column the model may look at.' },
  { word: 'Held-out rows', meaning: 'Rows set apart before training, to measure on.' },
  { word: 'Imputation', meaning: 'Filling missing values by a rule, such as the median of the training rows.' },
  {
    word: 'Interval',
    meaning: 'The range in which a measure would mostly lie with other rows of the same kind; usually 95%.',
  },
  { word: 'Leakage', meaning: 'A feature that knows the answer but will not be there when a prediction is needed.' },
  { word: 'Log loss', meaning: 'Punishes confident wrong probabilities most; lower is better.' },
  { word: 'MAE', meaning: 'Mean absolute error: how far predictions are off on average, in the unit of the target.' },
  { word: 'One-hot', meaning: 'A category written as one column of zeros and ones for each of its values.' },
  { word: 'Overfitting', meaning: 'Learning the training rows by heart instead of what they have in common.' },
  { word: 'p-value', meaning: 'How often chance alone would show a difference at least this large.' },
  { word: 'Precision', meaning: 'Of the rows predicted as a class, the share that really belong to it.' },
  {
    word: 'R²',
    meaning: 'The share of the variation of the target that the model explains; 1 is perfect, 0 is the mean.',
  },
  { word: 'Recall', meaning: 'Of the rows that really belong to a class, the share the model finds.' },
  { word: 'Recipe', meaning: 'The ordered list of all steps and settings; it can be repeated on new data.' },
  { word: 'Regression', meaning: 'Predicting a number.' },
  { word: 'RMSE', meaning: 'Root mean squared error: like MAE, but large misses weigh more.' },
  {
    word: 'ROC-AUC',
    meaning: 'How often a row of the class gets a higher score than one outside it; 0.5 is guessing.',
  },
  { word: 'Seed', meaning: 'The number all chance is drawn from; the same seed gives the same result.' },
  { word: 'Silhouette', meaning: 'How much closer rows lie to their own cluster than to the next; from −1 to 1.' },
  { word: 'Standardise', meaning: 'Shift and scale a number to mean 0 and standard deviation 1.' },
  { word: 'Target', meaning: 'The column to be predicted.' },
];
