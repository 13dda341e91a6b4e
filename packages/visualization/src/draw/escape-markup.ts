const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in SVG and HTML, in attributes too. Characters that XML cannot hold are replaced. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd').replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
