import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as checks from '../../../../src/core/privacy/checksums.ts';
import { valueRules } from '../../../../src/core/privacy/value-rules.ts';

type Cases = { readonly valid: readonly string[]; readonly invalid: readonly string[] };
const golden = JSON.parse(readFileSync('tests/golden/personal-numbers/personal-numbers.json', 'utf8')) as Record<
  string,
  Cases
>;
const rule = (id: string) => valueRules.find(r => r.id === id)!;

describe('numbers are valid where python-stdnum says so', () => {
  const tests: readonly [string, (text: string) => boolean][] = [
    ['luhn', checks.luhn],
    ['iban', checks.iban],
    ['bsn', checks.dutchBsn],
    ['dni', checks.spanishDni],
    ['nie', checks.spanishDni],
    ['pesel', checks.polishPesel],
    ['personnummer', checks.swedishNumber],
    ['nir', checks.frenchNir],
    ['codiceFiscale', checks.italianCode],
    ['nhs', checks.britishNhs],
    ['cpf', checks.brazilianCpf],
    ['steuerId', checks.germanTaxId],
    ['address', text => rule('ip').test(text)],
  ];
  for (const [name, valid] of tests)
    test(name, () => {
      const { valid: good, invalid: bad } = golden[name]!;
      expect(good.filter(text => !valid(text))).toEqual([]);
      expect(bad.filter(text => valid(text))).toEqual([]);
    });
});

test('social security numbers by the published format', () => {
  expect(['123-45-6789', '899-99-9999', '001-01-0001'].every(checks.usSsn)).toBe(true);
  expect(
    ['000-12-3456', '666-12-3456', '900-12-3456', '123-00-4567', '123-45-0000', '123456789'].some(checks.usSsn),
  ).toBe(false);
});

test('telephone numbers as people write them; dates, decimals and plain numbers are none', () => {
  const { test: isPhone } = rule('phone');
  for (const text of [
    '+49 30 123456',
    '+1 (555) 010-9999',
    '030 1234 5678',
    '(555) 010-9999',
    '555-010-9999',
    '0049 30 123456',
    '0171/1234567',
  ])
    expect(isPhone(text), text).toBe(true);
  for (const text of [
    '2020-01-02',
    '01.02.2020',
    '01-02-2020 12',
    '0.123456789',
    '123456789',
    '12',
    '+12',
    '',
    'Room 12',
    '192.168.0.1',
  ])
    expect(isPhone(text), text).toBe(false);
});

test('e-mail addresses, alone and inside a sentence', () => {
  const { test: isEmail } = rule('email');
  for (const text of ['a@b.de', 'Write to jörg.müller+x@mail.example.co.uk, please.', 'x_y@döner.example'])
    expect(isEmail(text), text).toBe(true);
  for (const text of ['a@b', '@b.de', 'a at b.de', 'a@b.1', 'user@@x.de', '5 @ 3.20 EUR'])
    expect(isEmail(text), text).toBe(false);
});

test('no rule throws or takes long, whatever the text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(
      ...'@:.0aX-+('.split('').map(c => c.repeat(2000)),
      `${'a@'.repeat(1000)}`,
      `${'1:'.repeat(1000)}`,
      `${'a.'.repeat(900)}@`,
    ),
  );
  fc.assert(
    fc.property(texts, text => {
      const started = performance.now();
      for (const { test: passes } of valueRules) expect(typeof passes(text)).toBe('boolean');
      expect(performance.now() - started).toBeLessThan(500);
    }),
  );
});
