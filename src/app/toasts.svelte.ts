/** Short messages at the bottom, mostly "done, undo?". They take the place of "are you sure?". */
export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: 'info' | 'error';
  readonly undo?: () => void | Promise<void>;
}

const SHOWN_MS = 8000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Show a message for eight seconds; errors stay until they are closed. Returns its id. */
  show(message: string, options: { undo?: () => void | Promise<void>; kind?: Toast['kind'] } = {}): number {
    const id = this.#next++;
    const kind = options.kind ?? 'info';
    this.list = [...this.list.slice(-2), { id, message, kind, ...(options.undo ? { undo: options.undo } : {}) }];
    if (kind === 'info') this.resume(id);
    return id;
  }

  /** Stop the clock while a pointer or the focus rests on the message. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.close(id), SHOWN_MS),
    );
  }

  close(id: number): void {
    this.hold(id);
    this.list = this.list.filter(toast => toast.id !== id);
  }
}

export const toasts = new Toasts();
