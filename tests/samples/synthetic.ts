import { bikeRentals, bikeRentalsLater } from './bike-rentals.ts';
import { loanDecisions, loanDecisionsLater } from './loan-decisions.ts';

/** The seed of every synthetic sample; the committed files are its only outcome. */
export const seed = 42;

/** Each synthetic sample file and the function that makes its text. */
export const synthetic: readonly { readonly file: string; readonly make: (seed: number) => string }[] = [
  { file: 'bike-rentals.csv', make: bikeRentals },
  { file: 'bike-rentals-later.csv', make: bikeRentalsLater },
  { file: 'loan-decisions.csv', make: loanDecisions },
  { file: 'loan-decisions-later.csv', make: loanDecisionsLater },
];
