// The page behind a calendar link: the term week by week, on a phone as a list, on a desk and on paper as the office's table.
import { dateOf, type LocalDate, monthDay } from '../../lib/dates.ts';
import { sheetColumns } from '../../office/calendar/out/document.ts';
import type { SheetRow } from '../../office/calendar/out/lines.ts';
import type { Sheet, SheetMonth, SheetWeek } from '../../office/calendar/out/sheet.ts';
import type { View } from '../../office/calendar/out/view.ts';
import { howToSubscribe, scopeHeading, scopeWords } from '../../office/calendar/out/wording.ts';
import { document, type Html, html } from '../html.ts';

/** What the page shows. */
export interface CalendarPage {
  view: View;
  sheet: Sheet;
  /** Sentences about what may be wrong with the calendar. */
  warnings: readonly string[];
  today: LocalDate;
  /** The last part of the page's own address: its files stand beside it. */
  token: string;
  /** Address of the feed for copying; null for a link that has none. */
  feed: string | null;
}

const frame = (title: string, body: Html): string => document({ title, base: '', style: 'calendar.css', body });

/** The whole term. */
export function calendarPage(page: CalendarPage): string {
  const { sheet, warnings } = page;
  return frame(
    sheet.title,
    html`<main>
${head(page)}
${warnings.map((warning) => html`<p class="card warning">${warning}</p>`)}
<div class="card sheet">${table(page)}</div>
${subscription(page)}
<p class="foot">这个链接只给您本人用，请不要转发。</p>
</main>`,
  );
}

/** The page of a link that shows nothing: why, and what to do. */
export const nothingPage = ({ title, text }: { title: string; text: string }): string =>
  frame(
    title,
    html`<main class="narrow">
<header class="card over">
<p class="brand">教研助手</p>
<h1>${title}</h1>
<p>${text}</p>
</header>
</main>`,
  );

function head({ view, sheet, token, today }: CalendarPage): Html {
  const heading = scopeHeading(view.scope, view.name);
  const inTerm = sheet.months.some(({ weeks }) => weeks.some((week) => isNow(week, today)));
  return html`<header class="card head">
<p class="brand">教研助手 · 行事历${heading && html`<span class="badge good">${heading}</span>`}</p>
<h1>${sheet.title}</h1>
<p class="soft">${sheet.documentNumber && html`<span>${sheet.documentNumber}</span>`}<span>更新于${monthDay(dateOf(view.changedAt))}</span></p>
<p class="ways">
${inTerm && html`<a class="way strong" href="#now">看本周</a>`}
<a class="way" href="${token}.docx">Word 文件</a>
<a class="way" href="${token}.xlsx">Excel 文件</a>
<a class="way" href="#subscribe">订到手机日历</a>
</p>
</header>`;
}

function table({ sheet, today }: CalendarPage): Html {
  return html`<table>
<thead><tr>${sheetColumns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
${sheet.months.map((month) => monthOf(month, today))}
${sheet.pending.length > 0 && html`${band('日期待定', [])}<tbody>${sheet.pending.map((row) => lineOf(row, noWeek))}</tbody>`}
</table>`;
}

const monthOf = (month: SheetMonth, today: LocalDate): Html => html`${band(month.label, month.themes)}
${month.weeks.map((week) => weekOf(week, isNow(week, today)))}`;

const band = (label: string, themes: readonly string[]): Html => html`<tbody class="month"><tr>
<th colspan="${sheetColumns.length}" scope="rowgroup">${label}${themes.map((theme) => html`<span class="theme">${theme}</span>`)}</th>
</tr></tbody>`;

const isNow = ({ start, end }: SheetWeek, today: LocalDate): boolean =>
  start !== null && end !== null && start <= today && today <= end;

function weekOf({ label, span, rows }: SheetWeek, now: boolean): Html {
  const name = html`<th class="week-name" rowspan="${Math.max(1, rows.length)}" scope="rowgroup">${label}${span && html`<span class="span">${span}</span>`}${now && html`<span class="badge good">本周</span>`}</th>`;
  const [first, ...others] = rows;
  return html`<tbody class="week${now && ' now'}" ${now && html`id="now"`}>
${first ? lineOf(first, name) : html`<tr class="empty">${name}<td colspan="${sheetColumns.length - 1}"></td></tr>`}
${others.map((row) => lineOf(row))}</tbody>`;
}

/** What stands in the column of weeks beside a line that belongs to none. */
const noWeek = html`<td class="week-name"></td>`;

/** One line; the first of a week has its name in front. */
function lineOf({ kind, date, content, charge, remark }: SheetRow, name?: Html): Html {
  return html`<tr class="line ${kind}">${name}<td class="date">${date}</td><td class="content">${content}</td><td class="charge">${charge}</td><td class="remark">${remark}</td></tr>
`;
}

function subscription({ view, feed }: CalendarPage): Html {
  return html`<section class="card" id="subscribe">
<h2>订到手机日历</h2>
${
  feed === null
    ? html`<p>对机器人说“/行事历 订阅 ${scopeWords(view.scope, view.name)}”，会收到订阅地址；行事历有改动，手机日历自己更新。</p>`
    : html`<p>行事历有改动，手机日历自己更新。订阅地址（长按或双击全选后复制）：</p>
<p class="address">${feed}</p>
<p><a class="way strong" href="${feed.replace(/^https?:/, 'webcal:')}">加到日历</a></p>
<ul>${howToSubscribe.map((line) => html`<li>${line}</li>`)}</ul>`
}
</section>`;
}
