// The upload page as HTML: what the contest wants, a file chooser, and what was handed in so far. Works on a phone first.

import { acceptOf, endingsOf } from '../../files/kinds.ts';
import { stamp } from '../../lib/dates.ts';
import type { HandedFile, HandedIn, HandIn } from '../../office/contests/model.ts';
import type { Link } from '../../office/contests/queries.ts';
import { contestName, kindsOf, moment, receiptOf, sizeOf, timeLeft } from '../../office/contests/wording.ts';
import { document, type Html, html } from '../html.ts';

const frame = (title: string, body: Html): string =>
  document({ title, base: '../assets/', style: 'upload.css', script: 'upload.js', body });

/** The page of a link that takes files. `now` in epoch ms. */
export function uploadPage(link: Link, handed: HandedIn | null, now: number): string {
  const { contest } = link;
  return frame(
    contestName(contest),
    html`<main>
${head(link, now)}
${chooser(link, handed)}
${list(handed)}
<p class="foot">这个链接只给您本人用，请不要转发。有效期到${moment(link.endsAt)}。</p>
</main>`,
  );
}

/** The page of a link that takes nothing: why, what to do, and what was handed in before. */
export function overPage({ title, text }: { title: string; text: string }, handed: HandedIn | null): string {
  return frame(
    title,
    html`<main>
<header class="card over">
<p class="brand">教研助手</p>
<h1>${title}</h1>
<p>${text}</p>
</header>
${list(handed)}
</main>`,
  );
}

const head = ({ contest, person, school }: Link, now: number): Html => html`<header class="card head">
<p class="brand">教研助手 · 作品上传</p>
<h1>${contest.name}${contest.sample && html` <span class="badge">示例</span>`}</h1>
<dl>
<div><dt>提交人</dt><dd>${person.name}${school && html`<span class="soft">${school.name}</span>`}</dd></div>
<div><dt>截止</dt><dd><time datetime="${isoOf(contest.closesAt)}">${moment(contest.closesAt)}</time>
<span class="left">${timeLeft(contest, now)}</span></dd></div>
</dl>
</header>`;

const isoOf = (instant: number): string => `${stamp(instant).replace(' ', 'T')}:00+08:00`;

function chooser({ contest }: Link, handed: HandedIn | null): Html {
  const next = (handed?.entry.version ?? 0) + 1;
  return html`<form class="card" id="form" data-max-file="${contest.maxFileBytes}" data-max-entry="${contest.maxEntryBytes}" data-max-files="${contest.maxFiles}" data-endings="${endingsOf(contest.kinds).join(' ')}">
<h2>选择文件</h2>
<p class="note" id="note">${next > 1 && `再次提交会成为第${next}版，以最后一版为准：请把这一版要交的文件一次选齐。`}</p>
<label class="drop" for="files" id="drop">
<span class="plus" aria-hidden="true">＋</span>
<span><strong>点这里选文件</strong><span class="soft wide">，或把文件拖进来</span></span>
<span class="soft small">可以一次选多个，也可以分几次添加</span>
</label>
<input type="file" id="files" class="unseen" multiple accept="${acceptOf(contest.kinds)}">
<p class="rules">可以交 ${kindsOf(contest)}；每个不超过 ${sizeOf(contest.maxFileBytes)}，一次最多 ${contest.maxFiles} 个、合计不超过 ${sizeOf(contest.maxEntryBytes)}。视频请在文档里写链接。</p>
<ul class="files" id="chosen" aria-label="选好的文件"></ul>
<p class="message" id="message" role="status" aria-live="polite"></p>
<button type="submit" class="go" id="go" disabled>提交</button>
<noscript><p class="message bad">这个页面需要打开 JavaScript 才能上传。</p></noscript>
</form>`;
}

/** What was handed in; `data-waiting` tells the script to look again, because files are still being stored. */
function list(handed: HandedIn | null): Html {
  if (!handed) return html`<section id="handed"></section>`;
  const waiting = handed.versions.some((version) => version.files.some((file) => file.state === 'received'));
  return html`<section class="card" id="handed" ${waiting && html`data-waiting`}>
<h2>已提交 <span class="number">${handed.entry.number}</span></h2>
${handed.versions.map((version, i) => versionOf(version, i === 0))}
</section>`;
}

const versionOf = (version: HandIn, latest: boolean): Html => html`<details class="version" ${latest && html`open`}>
<summary><span>第${version.version}版</span> ${latest ? html`<span class="badge good">以此为准</span>` : html`<span class="badge">已被新版代替</span>`}<span class="soft when">${moment(version.at)}</span></summary>
<ul class="files">${version.files.map(fileOf)}</ul>
</details>`;

const fileOf = (file: HandedFile): Html => html`<li>
<span class="kind" data-kind="${file.kind}" aria-hidden="true">${file.kind}</span>
<span class="name">${file.name}</span>
<span class="size">${sizeOf(file.bytes)}</span>
<span class="receipt ${file.state}">${receiptOf(file, 16)}</span>
</li>`;
