import { SvelteMap } from 'svelte/reactivity';

/**
 * Values that were changed and whose change is still on its way, by name. Fields show them, and further changes start
 * from them, until the last change of the name was taken over or refused: a person may be quicker than either, and what
 * comes of an earlier change must not replace a later one.
 */
export class PendingChanges<T> {
  readonly #values = new SvelteMap<string, { readonly value: T }>();

  /** The value under way, else the given one. */
  over<V extends T | undefined>(name: string, value: V): T | V {
    const pending = this.#values.get(name);
    return pending ? pending.value : value;
  }

  /** Hold the value until its change has settled. A change that is no promise has taken hold at once. */
  hold(name: string, value: T, change: unknown): void {
    if (!(change instanceof Promise)) return;
    const pending = { value };
    this.#values.set(name, pending);
    const settle = (): void => {
      if (this.#values.get(name) === pending) this.#values.delete(name);
    };
    change.then(settle, settle);
  }
}
