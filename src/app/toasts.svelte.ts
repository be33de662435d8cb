export interface ToastAction {
  readonly label: string;
  readonly run: () => void | Promise<void>;
}

/** Short messages at the bottom, mostly "done, undo?". They take the place of "are you sure?". */
export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: 'info' | 'error';
  readonly action?: ToastAction;
}

export interface ToastOptions {
  /** Offers "Undo". */
  readonly undo?: () => void | Promise<void>;
  /** Any other offer; the message then stays until it is closed. */
  readonly action?: ToastAction;
  readonly kind?: Toast['kind'];
}

const SHOWN_MS = 8000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Show a message for eight seconds; errors and offers stay until they are closed. Returns its id. */
  show(message: string, options: ToastOptions = {}): number {
    const id = this.#next++;
    const kind = options.kind ?? 'info';
    const action = options.undo ? { label: 'Undo', run: options.undo } : options.action;
    this.list = [...this.list.slice(-2), { id, message, kind, ...(action ? { action } : {}) }];
    this.resume(id);
    return id;
  }

  #passes(id: number): boolean {
    const toast = this.list.find(entry => entry.id === id);
    return toast?.kind === 'info' && (!toast.action || toast.action.label === 'Undo');
  }

  /** Stop the clock while a pointer or the focus rests on the message. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    if (!this.#passes(id)) return;
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
