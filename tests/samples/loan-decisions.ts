import { randomStream, type Random } from '../../src/core/random.ts';
import { clamp, logistic, pick, round } from './chance.ts';
import { csvText, type Cell } from './csv-text.ts';

const header = [
  'application_id',
  'applied_on',
  'gender',
  'age',
  'region',
  'employment',
  'years_employed',
  'income',
  'purpose',
  'amount',
  'term_months',
  'prior_defaults',
  'has_guarantor',
  'defaulted',
];
type Weighted = readonly (readonly [string, number])[];

const employments: Weighted = [
  ['employed', 0.62],
  ['self-employed', 0.15],
  ['retired', 0.1],
  ['student', 0.07],
  ['unemployed', 0.06],
];
const regions: Weighted = [
  ['north', 0.28],
  ['south', 0.24],
  ['east', 0.19],
  ['west', 0.22],
  ['islands', 0.07],
];
const purposes: Weighted = [
  ['car', 0.3],
  ['home improvement', 0.22],
  ['debt consolidation', 0.2],
  ['education', 0.12],
  ['business', 0.1],
  ['travel', 0.06],
];
const purposesLater: Weighted = [...purposes, ['solar', 0.22]];

/** Additive effects on the log-odds of default. */
const employmentRisk = new Map([
  ['self-employed', 0.35],
  ['retired', -0.25],
  ['student', 0.45],
  ['unemployed', 1.25],
]);
const purposeRisk = new Map([
  ['home improvement', -0.3],
  ['debt consolidation', 0.6],
  ['business', 0.75],
  ['travel', 0.4],
  ['solar', -1.1],
]);
const regionRisk = new Map([
  ['east', 0.2],
  ['islands', 0.35],
]);

/** Two years of made-up loan applications with their outcome, about 15 % of which defaulted. */
export const loanDecisions = (seed: number): string =>
  loans(randomStream(seed, 'loan-decisions'), 4000, 100001, Date.UTC(2023, 0, 2), 726, purposes);

/** The half year after, in which a purpose appears that the first file does not know: solar. */
export const loanDecisionsLater = (seed: number): string =>
  loans(randomStream(seed, 'loan-decisions-later'), 1200, 104001, Date.UTC(2025, 0, 2), 178, purposesLater);

function loans(random: Random, n: number, firstId: number, from: number, days: number, reasons: Weighted): string {
  const rows: Cell[][] = [];
  for (let i = 0; i < n; i++) {
    const day = from + Math.floor((i / n) * days) * 86_400_000;
    rows.push(loan(random, `A-${firstId + i}`, new Date(day).toISOString().slice(0, 10), reasons));
  }
  return csvText(header, rows);
}

function loan(random: Random, id: string, day: string, reasons: Weighted): Cell[] {
  const gender = random.next() < 0.46 ? 'female' : 'male';
  const employment = pick(random, employments);
  const region = pick(random, regions);
  const purpose = pick(random, reasons);
  const age = ageOf(random, employment);
  const years = employment === 'employed' || employment === 'self-employed' ? workYears(random, age) : 0;
  const income = incomeOf(random, employment, years, gender);
  const wish = purpose === 'solar' ? 11_500 : purpose === 'business' ? 14_000 : purpose === 'travel' ? 3_200 : 7_800;
  const amount = Math.round(clamp(wish * Math.exp(0.55 * random.normal()), 500, 60_000) / 100) * 100;
  const term = pick(random, [
    [12, 0.14],
    [24, 0.24],
    [36, 0.3],
    [48, 0.18],
    [60, 0.14],
  ]);
  const priorDefaults = pick(random, [
    [0, 0.83],
    [1, 0.12],
    [2, 0.04],
    [3, 0.01],
  ]);
  const guarantor = random.next() < 0.24;

  const burden = (amount / term) * 12 * (1 / Math.max(income, 4000));
  const risk =
    -2.95 +
    3.4 * burden +
    0.95 * priorDefaults -
    0.75 * Math.log(Math.max(income, 4000) / 30_000) -
    0.045 * years -
    0.9 * (guarantor ? 1 : 0) +
    0.012 * (term - 36) +
    (employmentRisk.get(employment) ?? 0) +
    (purposeRisk.get(purpose) ?? 0) +
    (regionRisk.get(region) ?? 0);
  const defaulted = random.next() < logistic(risk);

  return [
    id,
    day,
    gender,
    age,
    region,
    random.next() < 0.03 ? null : employment,
    random.next() < 0.05 ? null : round(years, 1),
    random.next() < 0.07 ? null : income,
    purpose,
    amount,
    term,
    priorDefaults,
    random.next() < 0.02 ? null : guarantor,
    defaulted ? 'yes' : 'no',
  ];
}

function ageOf(random: Random, employment: string): number {
  if (employment === 'retired') return Math.round(clamp(69 + 5 * random.normal(), 60, 88));
  if (employment === 'student') return Math.round(clamp(23 + 2.5 * random.normal(), 18, 34));
  return Math.round(clamp(41 + 11 * random.normal(), 19, 66));
}

const workYears = (random: Random, age: number): number =>
  clamp((age - 18) * random.next() * 0.8 + 0.1, 0, Math.max(0, age - 18));

/** Log-normal yearly income, with the pay gap that real towns have; that gap is what the fairness view is for. */
function incomeOf(random: Random, employment: string, years: number, gender: string): number {
  const middle = new Map([
    ['employed', 36_000],
    ['self-employed', 38_000],
    ['retired', 22_000],
    ['student', 9_500],
    ['unemployed', 10_500],
  ]).get(employment)!;
  const spread = employment === 'self-employed' ? 0.6 : 0.36;
  const gap = gender === 'female' ? 0.86 : 1;
  return Math.round((middle * gap * (1 + 0.012 * years) * Math.exp(spread * random.normal())) / 10) * 10;
}
