/** Where menus, popovers and hints are put: the shell's own layer, a landmark, so that screen readers find them. */
export const FLOATING_LAYER_ID = 'floating-layer';

export function floatingLayer(): HTMLElement {
  return document.getElementById(FLOATING_LAYER_ID) ?? document.body;
}
