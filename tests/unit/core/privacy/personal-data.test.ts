import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { personalNames, ruleByName, sensitiveNames } from '../../../../src/core/privacy/name-rules.ts';
import { personalData } from '../../../../src/core/privacy/personal-data.ts';
import { randomStream } from '../../../../src/core/random.ts';
import {
  booleanColumn,
  categoryColumn,
  type Column,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const golden = JSON.parse(readFileSync('tests/golden/personal-numbers/personal-numbers.json', 'utf8')) as Record<
  string,
  { valid: string[]; invalid: string[] }
>;

async function find(entries: readonly (readonly [string, Column])[]) {
  const table = makeTable(entries);
  const schema = entries.map(([name, column]) => ({ name, kind: column.kind, role: 'feature' as const }));
  return personalData(table, schema);
}

describe('by values', () => {
  test('each kind of number is told by its own rule, with the share that passed', async () => {
    const expected = {
      bsn: 'bsn',
      iban: 'iban',
      dni: 'dni',
      nie: 'dni',
      pesel: 'pesel',
      personnummer: 'personnummer',
      nir: 'nir',
      codiceFiscale: 'codice-fiscale',
      nhs: 'nhs',
      cpf: 'cpf',
      steuerId: 'steuer-id',
    };
    for (const [name, rule] of Object.entries(expected)) {
      const { valid, invalid } = golden[name]!;
      const values = [...valid.slice(0, 38), ...invalid.slice(0, 2), null];
      expect(await find([['x', textColumn(values)]]), name).toMatchObject([
        { column: 'x', rule, by: 'values', matched: 38, looked: 40 },
      ]);
    }
  });

  test('random numbers of the same lengths are none, although some pass by chance', async () => {
    const random = randomStream(8, 'none');
    for (const digits of [8, 9, 10, 11, 12, 15, 16]) {
      const values = Array.from({ length: 500 }, () =>
        Array.from({ length: digits }, (_, i) => (i === 0 ? 1 + random.integer(9) : random.integer(10))).join(''),
      );
      expect(await find([['x', textColumn(values)]]), String(digits)).toEqual([]);
      expect(await find([['x', numberColumn(values.map(Number))]]), String(digits)).toEqual([]);
    }
  });

  test('card numbers, also where they were read as numbers', async () => {
    const cards = ['4111111111111111', '5555555555554444', '4012888888881881', '6011111111111117', '5105105105105100'];
    expect(await find([['x', numberColumn(cards.map(Number))]])).toMatchObject([
      { rule: 'card', matched: 5, looked: 5 },
    ]);
    expect(await find([['x', textColumn(cards.map(c => c.replaceAll(/(.{4})(?=.)/g, '$1 ')))]])).toMatchObject([
      { rule: 'card' },
    ]);
  });

  test('a few e-mail addresses among many remarks are found and counted', async () => {
    const remarks = Array.from({ length: 990 }, (_, i) => `nothing to say, number ${i}`);
    const mails = Array.from({ length: 10 }, (_, i) => `please write to person${i}@example.org`);
    const [found] = await find([['remark', textColumn([...remarks, ...mails])]]);
    expect(found).toMatchObject({ rule: 'email', matched: 10, looked: 1000, by: 'values' });
    expect(found!.detail).toBe('10 of 1,000 values (1%) are e-mail addresses, told by their form.');
    expect(found!.detail).not.toContain('person');
  });

  test('levels count by their rows', async () => {
    const levels = categoryColumn(['a@x.org', 'a@x.org', 'b@x.org', 'none']);
    expect(await find([['who', levels]])).toMatchObject([{ rule: 'email', matched: 3, looked: 4 }]);
  });
});

describe('by names', () => {
  test('in several languages, in any spelling', () => {
    const rules = {
      name: ['first_name', 'Vorname', 'NOM', 'customerLastName', 'Prénom', 'apellidos', 'imię', 'Full Name'],
      birth: ['DOB', 'Geburtsdatum', 'date_naissance', 'birthDate', 'Fecha de nacimiento'],
      address: ['Straße', 'home address', 'Dirección', 'adres'],
      phone: ['Tel', 'telefono', 'Mobile phone', 'Handy'],
      postcode: ['PLZ', 'zip_code', 'Code postal'],
      identity: ['SSN', 'Passport No', 'codice_fiscale'],
      ip: ['ip', 'IP address', 'client_ip'],
    };
    for (const [id, names] of Object.entries(rules))
      for (const name of names) expect(ruleByName(name, personalNames)?.id, name).toBe(id);
  });

  test('words that only look alike are none', () => {
    for (const name of [
      'nominal',
      'ship',
      'strip',
      'teller',
      'hotel',
      'zipper',
      'capacity',
      'via_count_total',
      'viability',
      'cylinders',
      'nominees',
      'addressable',
      '__proto__',
      '',
    ])
      expect(ruleByName(name, personalNames), name).toBeNull();
  });

  test('groups that the law protects', () => {
    const rules = {
      sex: ['Sex', 'gender', 'Geschlecht'],
      age: ['Age', 'age_group'],
      origin: ['nationality', 'native-country', 'race'],
      family: ['marital-status', 'Familienstand'],
      health: ['disability'],
    };
    for (const [id, names] of Object.entries(rules))
      for (const name of names) expect(ruleByName(name, sensitiveNames)?.id, name).toBe(id);
    for (const name of ['package', 'sexagesimal', 'average', 'cabbage', 'stage'])
      expect(ruleByName(name, sensitiveNames), name).toBeNull();
  });

  test('a name tells only where the values can be what it says', async () => {
    const flags = booleanColumn([true, false]);
    const found = await find([
      ['has_email', flags],
      ['street', numberColumn([1, 2])],
      ['Vorname', textColumn(['Ada', 'Emmy'])],
    ]);
    expect(found).toMatchObject([{ column: 'Vorname', by: 'name', matched: 0, looked: 0, chance: null }]);
  });

  test('name and values together', async () => {
    expect(await find([['E-Mail', textColumn(['a@x.org', 'b@x.org'])]])).toMatchObject([{ by: 'both', rule: 'email' }]);
  });
});
