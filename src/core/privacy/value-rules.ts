import {
  brazilianCpf,
  britishNhs,
  dutchBsn,
  frenchNir,
  germanTaxId,
  iban,
  italianCode,
  luhn,
  polishPesel,
  spanishDni,
  swedishNumber,
  usSsn,
} from './checksums.ts';

/** How values that belong to a person are known by their form. */
export interface ValueRule {
  readonly id: string;
  /** What the values are, in the plural: "e-mail addresses". */
  readonly what: string;
  /** How they were told, as the end of a sentence. */
  readonly by: string;
  /** The share of values of the same shape that pass by chance; 0 where the form is too particular for that. */
  readonly chance: number;
  /** The share of the present values that must pass, so that chance does not make a finding. */
  readonly least: number;
  test(text: string): boolean;
}

const bare = (text: string): string => text.replaceAll(/[\s.-]/g, '');

const email = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63}){0,4}\.\p{L}{2,24}(?![\p{L}\p{N}])/u;
const phone = /^(\+|00|\(?0|\(\d{3}\)|\d{3}[-. ]\d{3}[-. ]\d{4}$)[\d\s()./-]*$/;
const ipv4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;
/** First digits and lengths of the large card networks. */
const card =
  /^(4\d{12}(\d{3}){0,2}|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|6(011|5\d\d|4[4-9]\d)\d{12}|35(2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;

const byChecksum = 'by their form and check digits';
const byForm = 'by their form';

/** The more particular ones first; a column is told by the first of those that fit best. */
export const valueRules: readonly ValueRule[] = [
  { id: 'email', what: 'e-mail addresses', by: byForm, chance: 0, least: 0.001, test: text => text.includes('@') && email.test(text) },
  { id: 'iban', what: 'bank account numbers (IBAN)', by: byChecksum, chance: 1 / 97, least: 0.2, test: text => iban(bare(text).toUpperCase()) },
  { id: 'card', what: 'payment card numbers', by: 'by their first digits and Luhn’s check digit', chance: 0.1, least: 0.5, test: text => /^\d[\d -]*$/.test(text) && card.test(bare(text)) && luhn(bare(text)) },
  { id: 'codice-fiscale', what: 'Italian tax codes', by: byChecksum, chance: 1 / 26, least: 0.5, test: text => italianCode(text.trim().toUpperCase()) },
  { id: 'dni', what: 'Spanish identity numbers (DNI, NIE)', by: byChecksum, chance: 1 / 23, least: 0.5, test: text => spanishDni(bare(text).toUpperCase()) },
  { id: 'nir', what: 'French social security numbers (NIR)', by: byChecksum, chance: 1 / 97, least: 0.5, test: text => frenchNir(bare(text).toUpperCase()) },
  { id: 'cpf', what: 'Brazilian tax numbers (CPF)', by: byChecksum, chance: 0.01, least: 0.5, test: text => /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/.test(text) && brazilianCpf(bare(text)) },
  { id: 'pesel', what: 'Polish identity numbers (PESEL)', by: 'by their date and check digit', chance: 0.02, least: 0.8, test: text => polishPesel(text.trim()) },
  { id: 'steuer-id', what: 'German tax numbers', by: byChecksum, chance: 0.05, least: 0.8, test: text => germanTaxId(text.replaceAll(' ', '')) },
  { id: 'personnummer', what: 'Swedish personal numbers', by: 'by their date and check digit', chance: 0.01, least: 0.8, test: text => swedishNumber(text.trim()) },
  { id: 'ssn', what: 'United States social security numbers', by: 'by their format', chance: 0, least: 0.8, test: text => usSsn(text.trim()) },
  { id: 'nhs', what: 'British NHS numbers', by: byChecksum, chance: 1 / 11, least: 0.8, test: text => /^\d{3}[ -]?\d{3}[ -]?\d{4}$/.test(text) && britishNhs(bare(text)) },
  { id: 'bsn', what: 'Dutch citizen service numbers (BSN)', by: 'by the test of eleven', chance: 1 / 11, least: 0.8, test: text => dutchBsn(bare(text)) },
  { id: 'ip', what: 'internet addresses', by: byForm, chance: 0, least: 0.5, test: text => ipv4.test(text) || isIpv6(text) },
  { id: 'phone', what: 'telephone numbers', by: byForm, chance: 0, least: 0.5, test: isPhone },
]; // prettier-ignore

/** With a leading +, 00, 0 or an area code, and seven to fifteen digits (ITU-T E.164). Plain numbers and dates are none. */
function isPhone(given: string): boolean {
  const text = given.trim();
  if (text.length > 30 || !phone.test(text) || /^0[./]/.test(text)) return false;
  if (/^\d{2}[./-]\d{2}[./-]\d{4}/.test(text)) return false; // 01.02.2020
  const digits = text.replaceAll(/\D/g, '').length;
  return digits <= 15 && digits >= (/^[+(]/.test(text) ? 7 : 9);
}

/** Eight groups of up to four hexadecimal digits between colons, or fewer with one pair of colons for the rest (RFC 4291). */
function isIpv6(text: string): boolean {
  if (text.length > 39 || !/^[\da-f:]+$/i.test(text)) return false;
  const halves = text.split('::');
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  const enough = halves.length === 2 ? groups.length < 8 : halves.length === 1 && groups.length === 8;
  return enough && groups.every(group => group.length > 0 && group.length < 5);
}
