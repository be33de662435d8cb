import { describe, expect, test } from 'vitest';
import { addressOf, parseRoute, placeHeading, placeOf, PLACES, STAGES } from '../../../src/app/places.ts';

describe('places and addresses', () => {
  test('nine places in three stages of three, and the report', () => {
    for (const stage of STAGES) expect(PLACES.filter(place => place.stage === stage.id)).toHaveLength(3);
    expect(PLACES.filter(place => place.stage === null).map(place => place.id)).toEqual(['report']);
  });

  test('every place is found again from its address, with what was asked', () => {
    for (const { id } of PLACES) {
      const { route, query } = parseRoute(addressOf(id, { run: 'a b&c' }));
      expect(route).toBe(id);
      expect(query.get('run')).toBe('a b&c');
    }
  });

  test.each(['', '#', '#/', '#/nowhere', '#/__proto__', '#/constructor?x=1'])('%s leads to the start', hash => {
    expect(parseRoute(hash).route).toBe('start');
  });

  test('Learn has its own address', () => expect(parseRoute(addressOf('learn')).route).toBe('learn'));
  test('headings name the stage', () => {
    expect(placeHeading(placeOf('serve')!)).toBe('Stage C · Export & serve');
    expect(placeHeading(placeOf('report')!)).toBe('Report');
  });
});
