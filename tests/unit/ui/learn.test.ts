import { expect, test } from 'vitest';
import { PLACES } from '../../../src/app/places.ts';
import { GLOSSARY } from '../../../src/ui/learn/glossary.ts';
import { LESSONS } from '../../../src/ui/learn/lessons.ts';
import { TEAMS } from '../../../src/ui/learn/teams.ts';

test('every place has a lesson and a team', () => {
  const taught = LESSONS.map(lesson => lesson.route);
  for (const { id } of PLACES) {
    expect(taught.filter(route => route === id)).toHaveLength(1);
    expect(TEAMS.some(team => team.places.includes(id))).toBe(true);
  }
  expect(taught).toContain('start');
});

test('the words stand in alphabetical order, each once', () => {
  const words = GLOSSARY.map(term => term.word);
  expect(words).toEqual([...new Set(words)].sort((a, b) => a.localeCompare(b, 'en')));
});

test('texts are plain: no exclamation marks', () => {
  const texts = [
    ...LESSONS.flatMap(l => [l.title, ...l.paragraphs, l.question, l.answer, l.team]),
    ...GLOSSARY.map(t => t.meaning),
  ];
  expect(texts.filter(text => text.includes('!'))).toEqual([]);
});
