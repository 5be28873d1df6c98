// The page for a plan document as HTML: what it is for and one file chooser, worked by the script of the upload page. Phone first.
import { largestDocument } from '../../files/document/read.ts';
import { acceptOf } from '../../files/kinds.ts';
import type { PlanLink, PlanLinkEnd } from '../../office/calendar/drafts/upload.ts';
import { moment } from '../../office/contests/wording.ts';
import { document, type Html, html } from '../html.ts';

const frame = (title: string, body: Html): string =>
  document({ title, base: '../assets/', style: 'upload.css', script: 'upload.js', body });

/** What the chooser offers: the kinds that are read. Phones that know no endings know the media types. */
const kinds = ['docx', 'pdf', 'doc', 'xlsx', 'xls'] as const;
const texts = { endings: ['.txt', '.md'], types: ['text/plain', 'text/markdown'] };
const endings = [...kinds.map((kind) => `.${kind}`), ...texts.endings];
const accept = [...texts.endings, acceptOf(kinds), ...texts.types].join(',');

/** `largestDocument` in the words of its refusal. */
const largest = '20 MB';

/** Said when a request brings several files. */
export const oneFileOnly = '一次只能交一个文件。计划分成几份的，请先合成一份。';

/** Said when a plan was read: `items` that go in, `refused` lines that contradict themselves. */
export const readText = (items: number, refused: number): string =>
  `读好了：共 ${items} 条，预览已发到您和机器人的私聊。${refused > 0 ? `另有 ${refused} 条日期有矛盾，请在预览里看。` : ''}`;

/** Title and sentence of a link that takes nothing. */
export function linkOverText(state: PlanLinkEnd, { number }: PlanLink): { title: string; text: string } {
  const again = '请对机器人再说一次“/行事历 导入”，会收到新的链接。';
  const says: Record<PlanLinkEnd, [string, string]> = {
    read: ['已经读过了', `通过这个链接交的计划已经读过（${number}），预览在您和机器人的私聊里。要换一份文件，${again}`],
    ended: ['链接已过期', `这个链接已经过期。${again}`],
    replaced: ['链接不再有效', `这个链接已经用过，或者换成了新的。请用机器人最近一次发给您的；找不到的话，${again}`],
    withdrawn: ['链接不再有效', '这个链接不再有效。导入行事历由管理员和教研室主任办理；有疑问请与教研室联系。'],
  };
  const [title, text] = says[state];
  return { title, text };
}

/** The page of a link that takes nothing: why, and what to do. */
export function overPage(state: PlanLinkEnd, link: PlanLink): string {
  const { title, text } = linkOverText(state, link);
  return frame(
    title,
    html`<main>
<header class="card over">
<p class="brand">教研助手</p>
<h1>${title}</h1>
<p>${text}</p>
</header>
</main>`,
  );
}

/** The page of a link that takes a file. */
export const planPage = ({ person, endsAt, number }: PlanLink): string =>
  frame(
    '交计划文件',
    html`<main>
<header class="card head">
<p class="brand">教研助手 · 行事历</p>
<h1>交计划文件</h1>
<p class="purpose">把学期计划的文件交给教研助手，它读出每一项的日子，先发给您看。您确认以后才算数，确认以前什么都不会发。</p>
<dl>
<div><dt>提交人</dt><dd>${person.name}</dd></div>
<div><dt>编号</dt><dd>${number}</dd></div>
</dl>
</header>
<form class="card" id="form" data-max-file="${largestDocument}" data-max-entry="${largestDocument}" data-max-files="1" data-largest="${largest}" data-endings="${endings.join(' ')}" data-many="${oneFileOnly}" data-checking="传完了，正在读，请稍等…" data-once>
<h2>选择文件</h2>
<label class="drop" for="files" id="drop">
<span class="plus" aria-hidden="true">＋</span>
<span><strong>点这里选文件</strong><span class="soft wide">，或把文件拖进来</span></span>
<span class="soft small">Word、PDF、Excel 或文字</span>
</label>
<input type="file" id="files" class="unseen" accept="${accept}">
<p class="rules">${endings.map((ending) => ending.slice(1)).join('、')}，一个文件，不超过 ${largest}；扫描件和照片读不了。</p>
<ul class="files" id="chosen" aria-label="选好的文件"></ul>
<p class="message" id="message" role="status" aria-live="polite"></p>
<button type="submit" class="go" id="go" disabled>提交</button>
<noscript><p class="message bad">这个页面需要打开 JavaScript 才能上传。</p></noscript>
</form>
<p class="foot">这个链接只给您本人用，请不要转发。有效期到${moment(endsAt)}，读好一份就结束。</p>
</main>`,
  );
