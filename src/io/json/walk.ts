import { concatArrays } from '../../core/concat.ts';
import { malformed } from '../arrow/chunks.ts';

/**
 * Hears of the lists of a JSON text. A list is named by the JSON pointer (RFC 6901) that leads to it through objects
 * alone; `null` names the values of the text itself, one after another, as NDJSON has them.
 */
export interface JsonListener {
  /** Whether the elements of this list are wanted; what is not wanted is walked through. */
  wants(pointer: string | null): boolean;
  element(pointer: string | null, bytes: Uint8Array): void;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const maxDepth = 512;
export const maxElementBytes = 64_000_000;

interface Level {
  readonly list: boolean;
  /** Null where the way here leads through a list. */
  readonly pointer: string | null;
  readonly wanted: boolean;
  key: string;
}

type Expecting = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma';

/**
 * Walks JSON as its bytes come and hands over the elements of wanted lists one by one, so that a document of any size
 * is read without being held. The order of brackets, commas and colons outside of elements is checked here; elements
 * are checked by whoever parses them. Errors: read/malformed.
 */
export class JsonWalker {
  readonly #listener: JsonListener;
  readonly #name: string;
  readonly #levels: Level[] = [];
  readonly #wantsRoot: boolean;
  #expecting: Expecting = 'value';
  /** Bytes of an element, key or scalar that began in an earlier piece. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** What is being gone through: nothing, a text (a key or a value), a bare scalar, or a whole element of a list. */
  #inside: 'none' | 'text' | 'scalar' | 'element' = 'none';
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** Whether the end of what is being gone through was seen. */
  #closed = false;

  constructor(listener: JsonListener, name: string) {
    this.#listener = listener;
    this.#name = name;
    this.#wantsRoot = listener.wants(null);
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    let start = 0;
    while (at < bytes.length) {
      if (this.#inside !== 'none') {
        at = this.#goThrough(bytes, at);
        if (this.#closed) this.#take(bytes.subarray(start, at));
        continue;
      }
      const byte = bytes[at]!;
      if (byte === 32 || byte === 10 || byte === 13 || byte === 9) at++;
      else {
        start = at;
        at = this.#token(byte, at);
      }
    }
    if (this.#inside !== 'none') this.#keep(bytes.slice(start));
  }

  end(): void {
    if (this.#inside === 'scalar' || (this.#inside === 'element' && this.#depth === 0 && !this.#quoted)) {
      this.#closed = true;
      this.#take(new Uint8Array(0));
    }
    if (this.#inside !== 'none' || this.#levels.length > 0) this.#refuse('it ends in the middle');
  }

  /** A token outside of texts; returns where to go on. */
  #token(byte: number, at: number): number {
    const level = this.#levels.at(-1);
    switch (this.#expecting) {
      case 'comma':
        if (level && byte === COMMA) this.#expecting = level.list ? 'value' : 'key';
        else if (level && byte === (level.list ? CLOSE_LIST : CLOSE_OBJECT)) this.#close();
        else return this.#unexpected(byte);
        return at + 1;
      case 'colon':
        if (byte !== COLON) return this.#unexpected(byte);
        this.#expecting = 'value';
        return at + 1;
      case 'key':
      case 'key-or-end':
        if (byte === QUOTE) return this.#begin('text', at);
        if (byte !== CLOSE_OBJECT || this.#expecting === 'key') return this.#unexpected(byte);
        this.#close();
        return at + 1;
      case 'value-or-end':
        if (byte === CLOSE_LIST) {
          this.#close();
          return at + 1;
        }
        return this.#value(byte, at, level);
      default:
        return this.#value(byte, at, level);
    }
  }

  #value(byte: number, at: number, level: Level | undefined): number {
    if (level ? level.wanted : this.#wantsRoot) return this.#begin('element', at);
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      this.#open(byte === OPEN_LIST, level);
      return at + 1;
    }
    return this.#begin(byte === QUOTE ? 'text' : 'scalar', at);
  }

  #open(list: boolean, above: Level | undefined): void {
    if (this.#levels.length >= maxDepth) this.#refuse('it is nested too deeply');
    const pointer = !above
      ? ''
      : above.list || above.pointer === null
        ? null
        : `${above.pointer}/${escapeKey(above.key)}`;
    const wanted = list && pointer !== null && this.#listener.wants(pointer);
    this.#levels.push({ list, pointer, wanted, key: '' });
    this.#expecting = list ? 'value-or-end' : 'key-or-end';
  }

  #close(): void {
    this.#levels.pop();
    this.#afterValue();
  }

  #afterValue(): void {
    this.#expecting = this.#levels.length ? 'comma' : 'value';
  }

  #begin(inside: 'text' | 'scalar' | 'element', at: number): number {
    this.#inside = inside;
    this.#depth = 0;
    this.#quoted = false;
    this.#escaped = false;
    this.#closed = false;
    return at;
  }

  /** Find the end of the text, scalar or element; returns where it is, or the end of the piece. */
  #goThrough(bytes: Uint8Array, from: number): number {
    const wholeElement = this.#inside === 'element';
    let depth = this.#depth;
    let quoted = this.#quoted;
    let escaped = this.#escaped;
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (quoted) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          quoted = false;
          if (depth === 0) {
            this.#closed = true;
            at++;
            break;
          }
        }
      } else if (byte === QUOTE) quoted = true;
      else if (wholeElement && (byte === OPEN_LIST || byte === OPEN_OBJECT)) {
        if (++depth > maxDepth) this.#refuse('it is nested too deeply');
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (depth === 0) {
          this.#closed = true; // the end of a scalar that stands last in a list or object
          break;
        }
        if (--depth === 0) {
          this.#closed = true;
          at++;
          break;
        }
      } else if (depth === 0 && (byte === COMMA || byte <= 32 || byte === OPEN_LIST || byte === OPEN_OBJECT)) {
        this.#closed = true;
        break;
      }
    }
    this.#depth = depth;
    this.#quoted = quoted;
    this.#escaped = escaped;
    return at;
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    if (this.#partBytes > maxElementBytes)
      this.#refuse(`one of its records is longer than ${maxElementBytes / 1e6} MB`);
  }

  /** What was gone through is complete. */
  #take(last: Uint8Array): void {
    const whole = this.#parts.length ? concatArrays([...this.#parts, last], Uint8Array) : last;
    this.#parts = [];
    this.#partBytes = 0;
    const inside = this.#inside;
    this.#inside = 'none';
    const level = this.#levels.at(-1);
    if (inside === 'element') this.#listener.element(level ? level.pointer : null, whole);
    else if (inside === 'text' && level && !level.list && this.#expecting.startsWith('key')) {
      level.key = this.#parsed(whole) as string;
      this.#expecting = 'colon';
      return;
    } else this.#parsed(whole);
    this.#afterValue();
  }

  #parsed(bytes: Uint8Array): unknown {
    const text = new TextDecoder().decode(bytes);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return this.#refuse(`"${text.slice(0, 40)}" is not JSON`);
    }
  }

  #unexpected(byte: number): never {
    return this.#refuse(`there is "${String.fromCharCode(byte)}" where it should go on otherwise`);
  }

  #refuse(what: string): never {
    throw malformed(this.#name, what);
  }
}

/** A key as a part of a JSON pointer. */
const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** A JSON pointer as a person reads it: data › items; the whole text where it is empty. */
export const pointerWords = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join(' › ');
