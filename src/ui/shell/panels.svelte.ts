import { readPreference, writePreference } from '../../app/preference.ts';

/** Below this width Learn lies over the page instead of beside it, and so is folded until it is asked for. */
export const LEARN_OVERLAY_WIDTH = 1180;

/** Which parts of the frame are open. Learn beside the page stays as a person left it; what lies over the page lasts for a moment. */
class Panels {
  palette = $state(false);
  navigation = $state(false);
  #beside = $state(readPreference('learn') !== 'folded');
  #over = $state(false);
  #narrow = matchMedia(`(max-width: ${LEARN_OVERLAY_WIDTH}px)`);
  #isNarrow = $state(this.#narrow.matches);

  constructor() {
    this.#narrow.addEventListener('change', event => {
      this.#isNarrow = event.matches;
      this.#over = false;
    });
  }

  get learn(): boolean {
    return this.#isNarrow ? this.#over : this.#beside;
  }

  set learn(open: boolean) {
    if (this.#isNarrow) {
      this.#over = open;
      return;
    }
    this.#beside = open;
    writePreference('learn', open ? 'open' : 'folded');
  }

  /** A person moved on: what lay over the page would hide where they arrived. */
  arrive(): void {
    this.navigation = false;
    this.#over = false;
  }
}

export const panels = new Panels();
