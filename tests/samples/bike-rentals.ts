import { randomStream, type Random } from '../../src/core/random.ts';
import { weatherHours, type Hour } from './bike-weather.ts';
import { clamp, logistic, poisson, round } from './chance.ts';
import { csvText, type Cell } from './csv-text.ts';

const header = [
  'started_at',
  'temperature',
  'humidity',
  'wind',
  'weather',
  'weekday',
  'hour',
  'daypart',
  'holiday',
  'casual',
  'registered',
  'rentals',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const holidays = new Set(
  '2024-10-03 2024-11-01 2024-12-25 2024-12-26 2025-01-01 2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-08-15'.split(
    ' ',
  ),
);

/** Riders of one hour in mild, clear weather, 0 o'clock first. */
const workingDay = [
  9, 5, 3, 3, 6, 22, 88, 245, 330, 205, 132, 138, 158, 160, 158, 190, 285, 360, 325, 228, 156, 106, 68, 32,
];
const freeDay = [
  32, 24, 18, 9, 6, 8, 18, 42, 92, 148, 192, 226, 248, 256, 252, 240, 224, 205, 178, 145, 112, 88, 66, 42,
];

const sky = { clear: 1, cloud: 0.9, rain: 0.48, storm: 0.15 };
const start = Date.UTC(2024, 8, 1);
const cut = Date.UTC(2025, 4, 11);
const end = Date.UTC(2025, 9, 1);
/** From this hour on the replaced temperature sensor reports degrees Fahrenheit under the same column name. */
export const sensorChange = Date.UTC(2025, 5, 16);

/** September to early May: the training file has no summer. Twelve hours were logged twice. */
export function bikeRentals(seed: number): string {
  const random = randomStream(seed, 'bike-rentals');
  const rows = rentalRows(random, weatherHours(randomStream(seed, 'weather'), start, cut));
  const twice = new Set(Array.from({ length: 12 }, () => random.integer(rows.length)));
  return csvText(
    header,
    rows.flatMap((row, i) => (twice.has(i) ? [row, row] : [row])),
  );
}

/** The months after: summer comes, and at `sensorChange` the unit of the temperature changes without a word. */
export function bikeRentalsLater(seed: number): string {
  const random = randomStream(seed, 'bike-rentals-later');
  const hours = weatherHours(randomStream(seed, 'weather'), start, end).filter(hour => hour.epoch >= cut);
  return csvText(header, rentalRows(random, hours));
}

function rentalRows(random: Random, hours: readonly Hour[]): Cell[][] {
  const rows: Cell[][] = [];
  let outage = 0;
  let mood = 0;
  for (const hour of hours) {
    mood = 0.9 * mood + 0.06 * random.normal();
    if (outage === 0 && random.next() < 0.0007) outage = 2 + random.integer(4);
    const row = rentalRow(random, hour, mood);
    if (outage === 0) rows.push(row);
    else outage--;
  }
  return rows;
}

function rentalRow(random: Random, hour: Hour, mood: number): Cell[] {
  const date = new Date(hour.epoch);
  const day = date.getUTCDay();
  const clock = date.getUTCHours();
  const holiday = holidays.has(date.toISOString().slice(0, 10));
  const working = day !== 0 && day !== 6 && !holiday;

  const warm = 0.3 + 0.7 * logistic((hour.temperature - 9) / 4.5);
  const heat = clamp(1 - 0.055 * Math.max(0, hour.temperature - 27), 0.35, 1);
  const dry = 1 - 0.003 * Math.max(0, hour.humidity - 60);
  const calm = 1 - 0.008 * Math.max(0, hour.wind - 12);
  const weeks = (hour.epoch - start) / (7 * 24 * 3_600_000);
  const riders =
    (working ? workingDay : freeDay)[clock]! *
    warm *
    heat *
    dry *
    clamp(calm, 0.5, 1) *
    sky[hour.weather] *
    (1 + 0.0025 * weeks) *
    Math.exp(mood + 0.1 * random.normal());
  const leisure = clamp((working ? 0.07 : 0.27) + 0.007 * hour.temperature, 0.03, 0.55);
  const casual = poisson(random, riders * leisure);
  const registered = poisson(random, riders * (1 - leisure));

  const shown = hour.epoch < sensorChange ? hour.temperature : hour.temperature * 1.8 + 32;
  const humidity = random.next() < 0.06 ? null : Math.round(hour.humidity);
  return [
    date.toISOString().slice(0, 19),
    round(shown, 1),
    humidity,
    round(hour.wind, 1),
    hour.weather,
    weekdays[day]!,
    clock,
    daypart(clock, working),
    holiday,
    casual,
    registered,
    casual + registered,
  ];
}

function daypart(clock: number, working: boolean): string {
  if (clock < 6 || clock === 23) return 'night';
  if (working && (clock === 7 || clock === 8 || (clock >= 16 && clock <= 18))) return 'rush';
  return clock >= 9 && clock <= 19 ? 'day' : 'edge';
}
