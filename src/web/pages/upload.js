// The upload pages in the browser: choosing, checking before sending, a progress bar for each file, and the receipt. What differs
// between pages stands in the form's data: limits, `many` and `checking` (sentences), `largest`, `once` (one hand-in ends the page).

const form = /** @type {HTMLFormElement | null} */ (document.getElementById('form'));
if (form) start(form);
follow();

/** @typedef {{ file: File, row: HTMLElement, bar: HTMLElement, problem: string }} Chosen */

/** @param {HTMLFormElement} form */
function start(form) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById('files'));
  const drop = /** @type {HTMLElement} */ (document.getElementById('drop'));
  const limits = {
    file: Number(form.dataset.maxFile),
    entry: Number(form.dataset.maxEntry),
    count: Number(form.dataset.maxFiles),
    endings: (form.dataset.endings ?? '').split(' '),
    largest: form.dataset.largest,
  };
  /** @type {Chosen[]} */
  let chosen = [];
  let sending = false;

  const update = () => {
    const total = chosen.reduce((sum, { file }) => sum + file.size, 0);
    const problem = chosen.some((c) => c.problem)
      ? '请先移除标红的文件。'
      : chosen.length > limits.count
        ? (form.dataset.many ?? `一次最多交 ${limits.count} 个文件；多的请打包成 zip。`)
        : total > limits.entry
          ? `合计 ${sizeOf(total)}，超过了 ${sizeOf(limits.entry)}。请压缩一下，或少选几个。`
          : '';
    tell(problem, problem ? 'bad' : '');
    const go = button();
    go.disabled = sending || chosen.length === 0 || problem !== '';
    const count = limits.count === 1 ? '' : ` ${chosen.length} 个文件`;
    go.textContent = chosen.length === 0 ? '提交' : `提交${count}（${sizeOf(total)}）`;
  };

  /** @param {Iterable<File>} files */
  const add = (files) => {
    if (sending) return;
    // Where one file is wanted, the next choice takes the place of the last.
    if (limits.count === 1) {
      for (const item of chosen) item.row.remove();
      chosen = [];
    }
    for (const file of files) {
      if (chosen.some((c) => c.file.name === file.name && c.file.size === file.size)) continue;
      const item = rowOf(file, problemOf(file, limits), () => {
        chosen = chosen.filter((c) => c !== item);
        item.row.remove();
        update();
      });
      chosen.push(item);
      document.getElementById('chosen')?.append(item.row);
    }
    update();
  };

  input.addEventListener('change', () => {
    add(input.files ?? []);
    input.value = '';
  });
  for (const name of ['dragover', 'dragleave', 'drop']) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragover');
      if (name === 'drop') add(/** @type {DragEvent} */ (event).dataTransfer?.files ?? []);
    });
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (sending || chosen.length === 0) return;
    sending = true;
    form.classList.add('sending');
    button().disabled = true;
    send(chosen, form.dataset.checking ?? '传完了，正在检查文件…', (answer) => {
      sending = false;
      form.classList.remove('sending');
      for (const item of chosen) paint(item, answer.ok ? 1 : 0);
      if (answer.ok) {
        for (const item of chosen) item.row.remove();
        chosen = [];
        if (form.dataset.once === undefined) refresh().then(follow);
        else form.classList.add('finished');
      }
      update();
      tell(answer.text, answer.ok ? 'good' : 'bad');
    });
  });
}

/**
 * One request for all files; the browser sends them in order, so the bytes sent so far tell how far each file is.
 * @param {Chosen[]} chosen
 * @param {string} checking what is said when everything has been sent
 * @param {(answer: { ok: boolean, text: string }) => void} done
 */
function send(chosen, checking, done) {
  const data = new FormData();
  for (const { file } of chosen) data.append('files', file, file.name);
  const request = new XMLHttpRequest();
  request.open('POST', `${location.pathname.replace(/\/$/, '')}/files`);
  request.responseType = 'json';
  request.upload.addEventListener('progress', (event) => {
    const all = chosen.reduce((sum, { file }) => sum + file.size, 0);
    let left = event.total > 0 ? (event.loaded / event.total) * all : 0;
    for (const item of chosen) {
      paint(item, Math.min(1, left / Math.max(1, item.file.size)));
      left = Math.max(0, left - item.file.size);
    }
    tell(
      event.loaded < event.total
        ? `正在上传 ${Math.floor((event.loaded / event.total) * 100)}%，请不要关闭页面。`
        : checking,
      '',
    );
  });
  request.addEventListener('load', () => {
    const body = request.response ?? {};
    if (request.status === 201) {
      done({ ok: true, text: body.text ?? `已收到：${body.number} 第${body.version}版。回执稍后由机器人私信发给您。` });
    } else done({ ok: false, text: body.error ?? '服务器出了点问题，没有收下。请过一会儿再试。' });
  });
  request.addEventListener('error', () =>
    done({ ok: false, text: '网络断了，没有传完。选好的文件还在，请再点一次提交。' }),
  );
  request.send(data);
}

/**
 * @param {File} file
 * @param {{ file: number, largest: string | undefined, endings: string[] }} limits
 */
function problemOf(file, limits) {
  const name = file.name.toLowerCase();
  if (!limits.endings.some((ending) => name.endsWith(ending))) return '类型不收';
  if (file.size === 0) return '是空文件';
  return file.size > limits.file ? `超过 ${limits.largest ?? sizeOf(limits.file)}` : '';
}

/**
 * @param {File} file
 * @param {string} problem
 * @param {() => void} remove
 * @returns {Chosen}
 */
function rowOf(file, problem, remove) {
  const ending = file.name.split('.').at(-1)?.toLowerCase().slice(0, 4) ?? '';
  const bar = element('span', 'bar');
  const track = element('span', 'track', bar);
  const cross = element('button', 'remove', '×');
  cross.setAttribute('type', 'button');
  cross.setAttribute('aria-label', `移除 ${file.name}`);
  cross.addEventListener('click', remove);
  const kind = element('span', 'kind', ending);
  kind.dataset.kind = ending;
  const size = element('span', 'size', problem ? `${sizeOf(file.size)}，${problem}` : sizeOf(file.size));
  const row = element('li', problem ? 'bad' : '', kind, element('span', 'name', file.name), size, cross, track);
  return { file, row, bar, problem };
}

/**
 * @param {Chosen} item
 * @param {number} share
 */
function paint(item, share) {
  item.bar.style.width = `${Math.round(share * 100)}%`;
  item.row.classList.toggle('done', share >= 1);
}

/** Shows what was handed in, and what the next hand-in will be, as it is now. */
async function refresh() {
  const page = await fetch(location.pathname).then(
    (answer) => answer.text(),
    () => '',
  );
  const now = new DOMParser().parseFromString(page, 'text/html');
  for (const id of ['handed', 'note']) {
    const part = now.getElementById(id);
    if (part) document.getElementById(id)?.replaceWith(document.adoptNode(part));
  }
}

/** Looks again while files are being stored, for a minute at most. */
async function follow() {
  for (let tries = 0; tries < 40 && document.querySelector('#handed[data-waiting]'); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await refresh();
  }
}

/**
 * @param {string} text
 * @param {'good' | 'bad' | ''} tone
 */
function tell(text, tone) {
  const message = /** @type {HTMLElement} */ (document.getElementById('message'));
  message.textContent = text;
  message.className = `message ${tone}`;
}

const button = () => /** @type {HTMLButtonElement} */ (document.getElementById('go'));

/** @param {number} bytes */
function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1000) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}

/**
 * @param {string} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 */
function element(tag, name, ...children) {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...children);
  return made;
}
