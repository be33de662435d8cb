import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFormula, type FormulaColumn } from '../../../../src/core/derive/formula-check.ts';
import { formulaFunctions } from '../../../../src/core/derive/formula-functions.ts';

const columns: readonly FormulaColumn[] = [
  { name: 'price', kind: 'number' },
  { name: 'age', kind: 'number' },
  { name: 'Age (years)', kind: 'number' },
  { name: 'time', kind: 'datetime' },
  { name: 'city', kind: 'category' },
  { name: 'note', kind: 'text' },
  { name: 'open', kind: 'boolean' },
  { name: 'sold', kind: 'boolean', refusal: 'A formula may not use the target, "sold".' },
];

describe('the kind of a formula', () => {
  it.each([
    ['price / 2', 'number'],
    ['price > 2', 'boolean'],
    ['time + 1', 'datetime'],
    ['time - time', 'number'],
    ["if(open, 'a', 'b')", 'category'],
    ['note', 'text'],
    ["fill(note, 'none')", 'text'],
    ['coalesce(city, note)', 'text'],
    ['if(open, time, missing)', 'datetime'],
  ])('of %s is %s', (expression, kind) => {
    expect(checkFormula(expression, columns)).toMatchObject({ ok: true, kind });
  });
  it('lists the columns used', () => {
    expect(checkFormula('if(open, price, age) + price', columns)).toMatchObject({ uses: ['open', 'price', 'age'] });
  });
});

describe('what is wrong and where', () => {
  // The marked stretch of the formula is between » and «.
  it.each([
    ['»«', 'formula/empty', ''],
    ['»   «', 'formula/empty', ''],
    ['price + »agee«', 'formula/unknown-column', 'age?'],
    ['»pirce« * 2', 'formula/unknown-column', 'price?'],
    ['»Age« * 2', 'formula/unknown-column', 'age?'],
    ['»[Age (year)]«', 'formula/unknown-column', '[Age (years)]?'],
    ['»log«', 'formula/unknown-column', 'log(…)'],
    ['not »sold«', 'formula/forbidden-column', 'target'],
    ['1 + »sqroot«(price)', 'formula/unknown-function', ''],
    ['»rond«(price)', 'formula/unknown-function', 'round?'],
    ['»price«(2)', 'formula/unknown-function', 'is a column'],
    ['2 * »log()«', 'formula/argument-count', 'log(x)'],
    ['»clip(price, 1)«', 'formula/argument-count', 'clip(x, low, high)'],
    ['»round(1, 2, 3)«', 'formula/argument-count', '1 or 2 arguments'],
    ['»min(1)«', 'formula/argument-count', 'at least 2'],
    ['price + »city«', 'formula/type', 'length(text)'],
    ['price + »open«', 'formula/type', 'if(condition, 1, 0)'],
    ['log(»time«)', 'formula/type', 'year(date)'],
    ['year(»price«)', 'formula/type', 'a date'],
    ["price == »'x'«", 'formula/type', 'a number'],
    ["»city« < 'x'", 'formula/type', '=='],
    ['»1 < price« < 3', 'formula/type', 'a < b and b < c'],
    ['if(»price«, 1, 2)', 'formula/type', 'x > 0'],
    ["if(open, 1, »'two'«)", 'formula/type', 'one type'],
    ['not »price«', 'formula/type', ''],
    ['-»city«', 'formula/type', ''],
    ['»time« * 2', 'formula/type', 'year(date)'],
    ['round(price, »age«)', 'formula/type', 'from 0 to 10'],
    ['»missing«', 'formula/type', 'always missing'],
    ["city == »''«", 'formula/empty-text', 'is_missing'],
    ['price == »missing«', 'formula/empty-text', 'is_missing'],
    ["time > »'yesterday'«", 'formula/date', '2011-01-31'],
    ['date(»note«)', 'formula/date', ''],
    ['»(«price + (1)', 'formula/syntax', 'never closed'],
    ['(price) + »(«1', 'formula/syntax', 'never closed'],
    ['price + 1»)«', 'formula/syntax', 'no opening'],
    ['price +» «', 'formula/syntax', 'after "+"'],
    ['price +»«', 'formula/syntax', 'after "+"'],
    ['»*« price', 'formula/syntax', 'at the start'],
    ['price »age«', 'formula/syntax', 'no operator'],
    ['price * »/« 2', 'formula/syntax', 'after "*"'],
    ['min(1, »)«', 'formula/syntax', 'after ","'],
    ['(1 »,« 2)', 'formula/syntax', '0.5'],
    ['price »=« 2', 'formula/operator', '=='],
    ['price »<>« 2', 'formula/operator', '!='],
    ['open »&« open', 'formula/operator', 'and'],
    ['open »?« 1', 'formula/operator', 'if('],
    ['price + »#«', 'formula/character', ''],
    ['price + »😀«', 'formula/character', ''],
    ['»2x«', 'formula/number', '*'],
    ['»1.2.3« + 1', 'formula/number', ''],
    ['»1e999«', 'formula/number', ''],
    ["city == »'Oslo«", 'formula/unclosed', "'"],
    ['1 + »[Age«', 'formula/unclosed', ']'],
  ])('%s: %s', (marked, code, part) => {
    const from = marked.indexOf('»');
    const to = marked.indexOf('«') - 1;
    const check = checkFormula(marked.replace('»', '').replace('«', ''), columns);
    expect(check).toMatchObject({ ok: false, error: { code, from, to } });
    if (!check.ok) expect(check.error.message).toContain(part);
  });

  it('refuses what is too long or too deep instead of failing', () => {
    expect(checkFormula('1+'.repeat(1000) + '1', columns)).toMatchObject({ error: { code: 'formula/too-long' } });
    expect(checkFormula('('.repeat(900) + '1' + ')'.repeat(900), columns)).toMatchObject({ error: { code: 'formula/too-deep' } }); // prettier-ignore
    expect(checkFormula('-'.repeat(1500) + '1', columns)).toMatchObject({ error: { code: 'formula/too-deep' } });
    expect(checkFormula('price%'.repeat(300) + '2', columns)).toMatchObject({ ok: true });
  });

  it('never throws and always points into the text, whatever is typed', () => {
    const piece = fc.constantFrom('price', 'city', 'open', 'time', '1', "'a'", '(', ')', ',', '+', '-', '*', '^', '==', '<', ' and ', ' not ', 'if(', 'min(', 'year(', '[', ']', '`', '.', '=', 'missing', ' '); // prettier-ignore
    const typed = fc.oneof(fc.array(piece, { maxLength: 12 }).map(p => p.join('')), fc.string({ maxLength: 40, unit: 'binary' })); // prettier-ignore
    fc.assert(
      fc.property(typed, expression => {
        const check = checkFormula(expression, columns);
        if (check.ok) return;
        const { from, to, message } = check.error;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(expression.length);
        expect(message).toMatch(/[.?]$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives an example for every function that is itself right', () => {
    const names = ['price', 'area', 'change', 'rate', 'income', 'amount', 'age', 'hours', 'mobile', 'phone'];
    const known: FormulaColumn[] = names.map(name => ({ name, kind: 'number' }));
    known.push({ name: 'comment', kind: 'text' });
    for (const name of ['time', 'ordered', 'delivered']) known.push({ name, kind: 'datetime' });
    for (const { example } of formulaFunctions) {
      expect(checkFormula(example, known), example).toMatchObject({ ok: true });
    }
  });
});
