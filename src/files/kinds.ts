// Kinds of files people may hand in, and file names made safe to show. A name people chose is shown, never used as a path.

/** Kinds by their usual ending, with other endings of the same kind. */
const endings = {
  pdf: ['pdf'],
  doc: ['doc'],
  docx: ['docx'],
  ppt: ['ppt'],
  pptx: ['pptx'],
  xls: ['xls'],
  xlsx: ['xlsx'],
  zip: ['zip'],
  jpg: ['jpg', 'jpeg'],
  png: ['png'],
} as const satisfies Record<string, readonly string[]>;

/** A kind of file. */
export type FileKind = keyof typeof endings;

/** All kinds. */
export const fileKinds = Object.keys(endings) as FileKind[];

/** Control characters, bidi marks and overrides, zero-width characters, line separators. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Endings of Office files that carry macros: refused whatever they contain. */
const macroEndings = ['docm', 'dotm', 'xlsm', 'xltm', 'xlsb', 'xlam', 'pptm', 'potm', 'ppsm', 'ppam'];

/** What Windows runs, or asks to run, when somebody opens it. */
const programEndings =
  'exe com scr pif bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta msi msp msix appx jar lnk dll sys cpl reg chm inf scf apk'.split(
    ' ',
  );

/** Archives: what is in them would be handed in unseen. */
const archiveEndings = 'zip rar 7z tar gz tgz bz2 tbz xz txz zst cab arj lzh ace iso img vhd vhdx wim'.split(' ');

/** Documents that are zips: Office and OpenDocument, and what teaching programs write (mind maps, GeoGebra, Scratch, 希沃白板 …). */
const zipDocumentEndings =
  'docx dotx xlsx xltx pptx potx ppsx thmx vsdx odt ods odp ofd epub xmind ggb sb3 enbx key pages numbers'.split(' ');

/** The ending as the system that opens the file sees it: Windows drops dots and blanks at the end. */
const endingOf = (name: string): string =>
  /\.([^.]{1,10})$/.exec(name.replace(unseen, '').replace(/[.\s]+$/, ''))?.[1]?.toLowerCase() ?? '';

/** The kind a name claims by its ending; null for endings nobody collects. */
export function kindOfName(name: string): FileKind | null {
  const ending = endingOf(name);
  const kinds = Object.keys(endings) as FileKind[];
  return kinds.find((kind) => (endings[kind] as readonly string[]).includes(ending)) ?? null;
}

/** Whether the ending says that there are macros inside. */
export const hasMacroEnding = (name: string): boolean => macroEndings.includes(endingOf(name));
/** Whether the ending is a program's or a script's. */
export const hasProgramEnding = (name: string): boolean => programEndings.includes(endingOf(name));
/** Whether the ending is an archive's. */
export const hasArchiveEnding = (name: string): boolean => archiveEndings.includes(endingOf(name));
/** Whether the ending is that of a document which is a zip inside. */
export const isZipDocument = (name: string): boolean => zipDocumentEndings.includes(endingOf(name));

/**
 * Whether a name inside a zip could lead out of the folder it is unpacked to, here or on Windows: absolute, with `..`, or with backslashes.
 * A backslash behind a byte that is no UTF-8 is half of a character of GBK, in which old Chinese Windows writes names.
 */
export const leavesFolder = (name: string): boolean =>
  /^\/|^[A-Za-z]:|(?<!\ufffd)\\|\0/.test(name) || name.split(/[/\\]/).some((part) => /^\s*\.\.[.\s]*$/.test(part));

/** Media types of the kinds: some phones' choosers know these and no endings. */
const mediaTypes: Record<FileKind, string> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  jpg: 'image/jpeg',
  png: 'image/png',
};

/** What a file chooser may offer for these kinds: endings and media types. */
export const acceptOf = (kinds: readonly FileKind[]): string =>
  [...endingsOf(kinds), ...kinds.map((kind) => mediaTypes[kind])].join(',');

/** All endings of these kinds with their dot. */
export const endingsOf = (kinds: readonly FileKind[]): string[] =>
  kinds.flatMap((kind) => endings[kind].map((ending) => `.${ending}`));

const longest = 80;

/** A file name as it is shown: without path parts and unseen characters, at most 80 characters with its ending kept. */
export function shownName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(unseen, '').normalize('NFC').replace(/\s+/g, ' ').trim().replace(/^\.+/, '');
  const chars = [...clean];
  if (chars.length === 0) return '未命名';
  if (chars.length <= longest) return clean;
  const ending = [...(/\.[^.]{1,10}$/.exec(clean)?.[0] ?? '')];
  return [...chars.slice(0, longest - ending.length - 1), '…', ...ending].join('');
}
