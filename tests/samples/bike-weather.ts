import type { Random } from '../../src/core/random.ts';
import { clamp, pick } from './chance.ts';

export type Weather = 'clear' | 'cloud' | 'rain' | 'storm';

export interface Hour {
  readonly epoch: number;
  /** Degrees Celsius, whatever unit the sensor reports. */
  readonly temperature: number;
  readonly humidity: number;
  readonly wind: number;
  readonly weather: Weather;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How the weather of one hour follows from that of the hour before. */
const next: Record<Weather, readonly (readonly [Weather, number])[]> = {
  clear: [
    ['clear', 0.93],
    ['cloud', 0.065],
    ['rain', 0.005],
  ],
  cloud: [
    ['clear', 0.08],
    ['cloud', 0.85],
    ['rain', 0.07],
  ],
  rain: [
    ['cloud', 0.2],
    ['rain', 0.795],
    ['storm', 0.005],
  ],
  storm: [
    ['rain', 0.6],
    ['cloud', 0.15],
    ['storm', 0.25],
  ],
};

/**
 * Hourly weather of a made-up town in the middle of Europe: a yearly and a daily wave, slow fronts (autoregressive),
 * and sky conditions as a Markov chain. Not measured anywhere.
 */
export function weatherHours(random: Random, start: number, end: number): Hour[] {
  const hours: Hour[] = [];
  let weather: Weather = 'clear';
  let front = 0;
  let breeze = 0;
  for (let epoch = start; epoch < end; epoch += hourMs) {
    const date = new Date(epoch);
    const dayOfYear = (epoch - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs;
    const hour = date.getUTCHours();
    weather = pick(random, next[weather]);
    front = 0.985 * front + 0.45 * random.normal();
    breeze = 0.93 * breeze + 0.37 * random.normal();
    const summer = 3.5 * Math.exp(-(((dayOfYear - 196) / 36) ** 2));
    const yearly = 11 - 11.5 * Math.cos((2 * Math.PI * (dayOfYear - 20)) / 365.25) + summer;
    const warmth = clamp(yearly / 25, 0, 1);
    const daily = -(2.2 + 3.2 * warmth) * Math.cos((2 * Math.PI * (hour - 3)) / 24);
    const cooling = weather === 'clear' ? 0.8 : weather === 'cloud' ? -0.6 : -2.4;
    const temperature = yearly + daily + front + cooling;
    const damp = { clear: 54, cloud: 66, rain: 84, storm: 90 }[weather];
    hours.push({
      epoch,
      temperature,
      humidity: clamp(damp - 2.1 * (daily + front * 0.4) + 6 * random.normal(), 14, 100),
      wind: 9 * Math.exp(0.45 * breeze) * (weather === 'storm' ? 2.4 : 1),
      weather,
    });
  }
  return hours;
}
