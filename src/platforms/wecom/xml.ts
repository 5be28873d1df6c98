// XML of the app callback, read and written strictly (protocols/wecom.md §7.1): no DTD, nothing trimmed, nothing made a number.
import { SaxesParser } from 'saxes';
import { WecomRefused } from './crypto.ts';

/** Signs XML 1.0 cannot carry; a person's text may hold them all the same, and one of them must not cost the whole message. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/**
 * The fields directly under the root `xml`, as the strings they are; what is nested deeper is left out.
 * @throws WecomRefused `stage` when it is not well-formed, has a DOCTYPE, another root, or a field twice
 */
export function readXml(text: string, stage: 'body' | 'message'): Map<string, string> {
  const fields = new Map<string, string>();
  const path: string[] = [];
  let value = '';
  let leaf = true;
  const refuse = (): never => {
    throw new WecomRefused(stage);
  };
  const parser = new SaxesParser();
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', ({ name }) => {
    if (path.length === 0 && name !== 'xml') refuse();
    leaf = path.length === 1;
    value = '';
    path.push(name);
  });
  const add = (chunk: string) => {
    if (path.length === 2) value += chunk;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ name }) => {
    if (path.length === 2 && leaf) {
      if (fields.has(name)) refuse();
      fields.set(name, value);
    }
    path.pop();
    leaf = false;
  });
  parser.write(text.replace(unwritable, '')).close();
  return fields;
}

/** The one sealed text in the envelope of a callback. @throws WecomRefused `body` */
export function readEnvelope(text: string): string {
  const encrypted = readXml(text, 'body').get('Encrypt');
  if (encrypted === undefined) throw new WecomRefused('body');
  return encrypted;
}

/** `<xml>` with one element for each field: numbers bare, strings in CDATA. */
export function writeXml(fields: Record<string, string | number>): string {
  const written = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}>${cdata(value)}</${name}>`,
  );
  return `<xml>${written.join('')}</xml>`;
}

const cdata = (text: string): string =>
  `<![CDATA[${text.toWellFormed().replace(unwritable, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
