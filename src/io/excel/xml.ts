import { SaxesParser } from 'saxes';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import type { ReadContext } from '../result.ts';

/** Hears of the elements of a document by their names without prefix. */
export interface XmlListener {
  /** Attributes too are asked for by their names without prefix. */
  open?(name: string, attribute: (name: string) => string | undefined): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** An attribute is never longer than this in a workbook. */
const longestAttribute = 100_000;

/** Thrown by a listener that has seen enough. */
export class Enough extends Error {}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Read XML as its bytes come. Entities other than the five of XML are not expanded; a document type is refused, since no
 * workbook has one and it is what attacks by XML begin with. Errors: read/malformed.
 */
export async function readXml(
  source: AsyncIterable<Uint8Array>,
  subject: string,
  listener: XmlListener,
  ctx: ReadContext,
): Promise<void> {
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  const refuse = (what: string): never => {
    throw malformed(subject, what);
  };
  parser.on('error', error => refuse(`it is not XML (${error.message.slice(0, 80)})`));
  parser.on('doctype', () => refuse('it has a document type, which no workbook has'));
  parser.on('opentag', ({ name, attributes }) => {
    listener.open?.(localName(name), wanted => {
      const key = Object.keys(attributes).find(known => localName(known) === wanted);
      const value = key === undefined ? undefined : attributes[key];
      if (value !== undefined && value.length > longestAttribute) refuse('it has an attribute that is too long');
      return value;
    });
  });
  parser.on('closetag', ({ name }) => listener.close?.(localName(name)));
  parser.on('text', text => listener.text?.(text));
  parser.on('cdata', text => listener.text?.(text));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of source) {
      throwIfCancelled(ctx.signal);
      parser.write(decoder.decode(chunk, { stream: true }));
    }
    parser.write(decoder.decode());
    parser.close();
  } catch (error) {
    if (error instanceof Enough) return;
    if (error instanceof StudioError) throw error;
    refuse(`it is not XML (${error instanceof Error ? error.message.slice(0, 80) : 'unknown'})`);
  }
}
