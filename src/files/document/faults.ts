// What can be wrong with a plan document, and the sentence that says what it is and what to do next.

const asOffice = '请用 Word 或 WPS 打开，另存为 .docx 或 .xlsx 后再发一次。';
const original = '请发原来的 Word 或 Excel 文件，或者把文字直接粘贴过来。';
const again = '请重新保存后再发一次。';
const less = '请只保留行事历那一部分后再发一次。';

/** Why a document is not read. */
export const faults = {
  large: `这个文件超过 20 MB。${less}`,
  empty: '这个文件是空的，请确认内容已经保存，再发一次。',
  blank: `这个文件里没有文字，可能只有图片。${original}`,
  scan: `这份 PDF 里没有文字，多半是扫描件或图片。${original}`,
  garbled: `这份 PDF 里的文字认不出来（字体没有带编码）。${original}`,
  locked: '这个文件设了密码，请去掉密码后再发一次。',
  brokenWord: `这个 Word 文档是坏的或没有传完整，${again}`,
  brokenSheet: `这个 Excel 工作簿是坏的或没有传完整，${again}`,
  brokenPdf: `这份 PDF 是坏的或没有传完整，${again}`,
  brokenZip: `这个文件是坏的或没有传完整，${again}`,
  tooMuch: `这个文件里的内容太多，读不完。${less}`,
  webPage: '这个文件其实是网页，不是 Word 文档。请用 Word 或 WPS 打开，另存为 .docx 后再发一次。',
  xml: `这个文件是 XML，读不了。${asOffice}`,
  rtf: '这个文件是 RTF 格式，读不了。请用 Word 或 WPS 打开，另存为 .docx 后再发一次。',
  oldWord: '这个 Word 文档太旧了，读不了。请用 Word 或 WPS 打开，另存为 .docx 后再发一次。',
  oldOffice: `这个文件不是 .doc 或 .xls，读不了。${asOffice}`,
  xlsb: '这个工作簿是 .xlsb 格式，读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发一次。',
  slides: '这是演示文稿，读不了。请把计划存成 .docx 或 .xlsx 后再发一次。',
  openDocument: `这是 OpenDocument 或 WPS 自己的格式，读不了。${asOffice}`,
  ofd: `这是 OFD 版式文件，读不了。${original}`,
  image: `这是一张图片，读不了里面的字。${original}`,
  archive: '这是一个压缩包，请解压后只发里面的那一份计划。',
  encoding: '这个文本文件的编码认不出来。请用记事本打开，另存为 UTF-8 编码后再发一次。',
  unknown: '这个文件认不出来。能读的有 .docx、.xlsx、.doc、.xls、.pdf、.txt 和 .md，请存成其中一种后再发一次。',
} as const satisfies Record<string, string>;

/** Name of a fault. */
export type Fault = keyof typeof faults;

/** Ends the reading of a document; becomes a refusal where people are answered. */
export class DocumentFault extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`document refused: ${fault}`);
    this.name = 'DocumentFault';
    this.fault = fault;
  }
}
