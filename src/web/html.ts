// HTML by tagged template: what is put in is escaped, what was built with `html` is not escaped again. And the frame of every page.

/** A piece of finished HTML. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template. Lists are joined; null, undefined and false leave nothing. */
export type HtmlValue = string | number | Html | readonly HtmlValue[] | null | undefined | false;

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML, also inside a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

function written(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(written).join('');
}

/** A template whose values are escaped. No template makes an address safe: only our own go into href and src. */
export const html = (texts: TemplateStringsArray, ...values: HtmlValue[]): Html => ({
  html: texts.reduce((all, text, i) => all + written(values[i - 1]) + text),
});

/** One page. `base` leads from the page to the folder of the assets (relative, so that a path before the product does no harm). */
export interface Page {
  title: string;
  base: string;
  /** Names of style sheet and module script among the assets. */
  style: string;
  script?: string;
  body: Html;
}

/** The whole document, phone first. */
export function document({ title, base, style, script, body }: Page): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · 教研助手</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}${style}">
${script && html`<script type="module" src="${base}${script}"></script>`}
</head>
<body>
${body}
</body>
</html>
`.html;
}
