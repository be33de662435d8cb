/** A value that seems to stand for "not known". */
export interface Suspect {
  /** As it stands in the column. */
  readonly value: string;
  readonly count: number;
  /** What makes it suspicious, in a sentence. */
  readonly why: string;
}

/** Words that people write where they have no value, in the languages of the studio's users; compared in lower case. */
const words = new Set([
  'unknown', 'unk', 'not known', 'not available', 'not applicable', 'not given', 'not specified', 'unspecified',
  'undefined', 'missing', 'none', 'nil', 'null', 'nan', 'n/a', 'n.a.', 'n. a.', 'na', '#n/a', '#na', 'no data', 'no answer',
  'no response', 'refused', 'tbd', 'tba', 'to be determined', 'xxx', 'xx', 'x', 'test', 'dummy', 'empty', 'blank', 'other/unknown',
  'unbekannt', 'keine angabe', 'k.a.', 'k. a.', 'ka', 'keine', 'entfällt', 'nicht bekannt', 'nicht angegeben', 'fehlt',
  'inconnu', 'inconnue', 'non renseigné', 'non renseignée', 'non précisé', 'sans objet', 'aucun', 's/o',
  'desconocido', 'desconocida', 'sin datos', 's/d', 'no disponible', 'ninguno', 'no aplica',
  'sconosciuto', 'non disponibile', 'n.d.', 'nd', 'nessuno',
  'onbekend', 'niet bekend', 'nvt', 'n.v.t.', 'geen',
  'desconhecido', 'não informado', 'sem informação', 'nieznany', 'brak', 'brak danych', 'okänd', 'saknas', 'ukendt', 'ukjent',
  'неизвестно', 'нет данных', '不明', '未知', '无', 'なし',
]); // prettier-ignore
/** Words that are an answer as often as they are none. */
const doubtful = new Set(['none', 'x', 'xx', 'test', 'ka', 'keine', 'nd', 'brak', 'geen', 'aucun', 'ninguno', 'nessuno', '无', 'なし']); // prettier-ignore

/** Only marks: "-", "--", "?", ".", "***". */
const onlyMarks = /^[-–—?.*_/\\#!\s]{1,10}$/u;

/** Longer texts are never a word for nothing. */
export const longestDisguise = 24;

/** Texts that say "not known", the most frequent first. A doubtful word counts only among other values. */
export function disguisedLevels(levels: readonly { readonly level: string; readonly count: number }[]): Suspect[] {
  const found: Suspect[] = [];
  for (const { level, count } of levels) {
    if (level.length > longestDisguise) continue;
    const plain = level.trim().toLowerCase();
    const why =
      plain === ''
        ? 'It is blank.'
        : onlyMarks.test(plain)
          ? 'It is only a mark.'
          : words.has(plain)
            ? doubtful.has(plain)
              ? 'The word often means that there is no value.'
              : 'The word means that the value is not known.'
            : null;
    if (why) found.push({ value: level, count, why });
  }
  return found.sort((a, b) => b.count - a.count);
}

/** What is known of a number when it is asked whether it is a disguise. */
export interface NumberContext {
  /** From this count on a value repeats more than the others do. */
  readonly frequent: number;
  /** Values beyond these stand apart from the others (three interquartile ranges from the quartiles). */
  readonly lowFence: number;
  readonly highFence: number;
  /** The number is the smallest or largest, and farther from its neighbour than all other values are from each other. */
  readonly apart: boolean;
  /** The only negative number there is. */
  readonly onlyNegative: boolean;
}

/**
 * Why a number seems to stand for "not known": it has a shape that people choose for that (99, -999, 1000000, -1, 97, 98)
 * and it stands apart from the other values and repeats. Null where it does not.
 */
export function disguisedNumber(value: number, count: number, context: NumberContext): string | null {
  const { frequent, lowFence, highFence, apart, onlyNegative } = context;
  const odd = apart || onlyNegative || value < lowFence || value > highFence;
  if (count < 2 || !odd || !chosenShape(value)) return null;
  if (value < 0 && onlyNegative && count > frequent) return 'It is the only negative number and repeats.';
  if (apart) return 'It repeats, far away from all other values.';
  if ((value < lowFence || value > highFence) && count > frequent) return 'It repeats, beyond the other values.';
  return null;
}

/** All digits the same and at least two of them, a one with zeros, -1, 97 or 98. */
function chosenShape(value: number): boolean {
  const digits = String(Math.abs(value)).replace('.', '');
  if (!/^\d{1,17}$/.test(digits)) return false;
  return value === -1 || value === 97 || value === 98 || /^(\d)\1+$/.test(digits) || /^10{2,}$/.test(digits);
}
