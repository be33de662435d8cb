/** Checksums of numbers that name a person, a card or an account. All take text without separators. */

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

/** Σ weight · digit over the given weights, from the left. */
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * digit(text, at), 0);

/** Luhn's formula (ISO/IEC 7812-1): payment cards and, among others, Swedish personal numbers. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const d = digit(digits, i) * (double ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return sum % 10 === 0;
}

/** The remainder by 97 of a number too long for a double, digit by digit. */
function mod97(digits: string): number {
  let rest = 0;
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digit(digits, i)) % 97;
  return rest;
}

/** Lengths of the IBANs of each country (SWIFT's registry). */
const ibanLengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 ' +
    'SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

/** International Bank Account Number (ISO 13616): letters are 10 to 35, the first four go last, the remainder by 97 is 1. */
export function iban(text: string): boolean {
  if (text.length !== ibanLengths.get(text.slice(0, 2)) || !/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(text)) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  return mod97(moved.replaceAll(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55))) === 1;
}

/** Dutch citizen service number: nine digits, 9a + 8b + … + 2h - i divisible by 11 (the "elfproef"). */
export const dutchBsn = (digits: string): boolean =>
  /^\d{9}$/.test(digits) && !/^0+$/.test(digits) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

/** Spanish DNI (eight digits) and NIE (X, Y or Z and seven): the letter is the remainder by 23. */
export function spanishDni(text: string): boolean {
  if (!/^[XYZ\d]\d{7}[A-Z]$/.test(text)) return false;
  const first = 'XYZ'.indexOf(text[0]!);
  const number = Number((first < 0 ? text[0]! : String(first)) + text.slice(1, 8));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === text[8];
}

/** Polish PESEL: a date with the century in its month, a serial, and a check digit by the weights 1 3 7 9. */
export function polishPesel(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  const month = Number(digits.slice(2, 4));
  const century = [1900, 2000, 2100, 2200, 1800][Math.floor(month / 20)]!;
  const year = century + Number(digits.slice(0, 2));
  return isDate(year, month % 20, Number(digits.slice(4, 6))) && weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0; // prettier-ignore
}

/** Swedish personal number, ten or twelve digits: a date (days from 61 on for coordination numbers) and Luhn's formula. */
export function swedishNumber(text: string): boolean {
  const parts = /^(\d{2})?(\d{6})[-+]?(\d{4})$/.exec(text);
  if (!parts) return false;
  const [, century, date, last] = parts as unknown as [string, string | undefined, string, string];
  if (century !== undefined && !/^(18|19|20)$/.test(century)) return false;
  const year = Number(`${century ?? '20'}${date.slice(0, 2)}`);
  const day = Number(date.slice(4));
  return isDate(year, Number(date.slice(2, 4)), day > 60 ? day - 60 : day) && luhn(date + last);
}

/** French NIR with its key: thirteen places (2A and 2B for Corsica) and 97 minus their remainder by 97. */
export function frenchNir(text: string): boolean {
  if (!/^[1-478]\d{4}(\d{2}|2A|2B)\d{8}$/.test(text)) return false;
  const number = text.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - mod97(number) === Number(text.slice(13));
}

/** Italian tax code: the last letter is the sum by 26 of the other fifteen, read by one table in odd places and by another in even ones. */
export function italianCode(text: string): boolean {
  if (!/^[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]$/.test(text)) return false;
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const code = text.charCodeAt(i);
    const value = code < 65 ? code - 48 : code - 65;
    sum += i % 2 === 0 ? odd[value]! : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** British NHS number: ten digits, 11 minus the weighted sum (10 … 2) by 11. */
export function britishNhs(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  const check = (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check === digit(digits, 9);
}

/** Brazilian CPF: eleven digits, the last two by weights 10 … 2 and 11 … 2; all the same digit is none. */
export function brazilianCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const check = (weights: readonly number[]) => ((10 * weighted(digits, weights)) % 11) % 10;
  return (
    check([10, 9, 8, 7, 6, 5, 4, 3, 2]) === digit(digits, 9) &&
    check([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === digit(digits, 10)
  );
}

/** German tax id: eleven digits, not beginning with 0, ISO 7064 MOD 11,10; among the first ten exactly one digit repeats. */
export function germanTaxId(digits: string): boolean {
  if (!/^[1-9]\d{10}$/.test(digits)) return false;
  const counts = new Uint8Array(10);
  let product = 10;
  for (let i = 0; i < 10; i++) {
    counts[digit(digits, i)]! += 1;
    const sum = (digit(digits, i) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  const repeated = counts.filter(count => count > 1);
  return repeated.length === 1 && repeated[0]! <= 3 && (11 - product) % 10 === digit(digits, 10);
}

/** United States social security number, by its format alone: no area 000, 666 or from 900 on, no group 00, no serial 0000. */
export const usSsn = (text: string): boolean => /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(text);

/** Whether the day exists in the Gregorian calendar. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0;
}
