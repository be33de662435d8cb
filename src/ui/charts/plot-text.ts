/** The title of an axis: as long as the shortest axis has room for. */
export const axisTitle = (text: string | undefined): string => plotText(text ?? '', 34);

/**
 * Plotly reads tags and entities in every text, and %{...} in hover templates; names from a stranger's file must stay text.
 * Long ones are cut in the middle.
 */
export function plotText(text: string, longest = 60): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 12)}…${text.slice(-11)}` : text;
  return cut.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('%{', '%&#123;');
}
