/**
 * What core may use beyond ECMAScript: the few pieces that browsers, workers and Node all have. Only the core build
 * reads this file; everywhere else the platform's own types hold.
 */
interface AbortSignal {
  readonly aborted: boolean;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
declare const performance: { now(): number };
declare function structuredClone<T>(value: T): T;
interface MessagePort {
  onmessage: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}
declare class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
}
declare const crypto: {
  readonly subtle: { digest(algorithm: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> };
};
