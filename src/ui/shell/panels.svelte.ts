import { readPreference, writePreference } from '../../app/preference.ts';

/** Below this width Learn lies over the page instead of beside it, and so starts folded. */
export const LEARN_OVERLAY_WIDTH = 1180;

/** Which parts of the frame are open. Learn stays as a person left it; the others last for a moment. */
class Panels {
  palette = $state(false);
  navigation = $state(false);
  #learn = $state(
    readPreference('learn') === null ? innerWidth > LEARN_OVERLAY_WIDTH : readPreference('learn') === 'open',
  );

  get learn(): boolean {
    return this.#learn;
  }

  set learn(open: boolean) {
    this.#learn = open;
    writePreference('learn', open ? 'open' : 'folded');
  }
}

export const panels = new Panels();
