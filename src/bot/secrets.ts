// Keys and codes in what people type, known by their looks: whoever misspells the command that takes them must not leave them behind. Pure.
import { compareKey, normalise } from '../lib/chinese.ts';
import type { Said } from './message.ts';

// Push robots of WeCom (qyapi.weixin.qq.com/cgi-bin/webhook/send?key=) and custom robots of DingTalk (oapi.dingtalk.com/robot/send?access_token=).
const robotHost = /(?:https?:\/\/)?(?:qyapi\.weixin\.qq\.com|oapi\.dingtalk\.com)/i;
const robotAddress = new RegExp(`${robotHost.source}/\\S*[?&](?:key|access_token)=\\s*\\S`, 'i');
const keyPair = /[?&](?:key|access_token)=/i;

/** A key or the address of a robot as it stands in a text, in any width. Up to the next blank or Chinese sign. */
const written = [
  /(?:https?|ｈｔｔｐｓ?)(?::|：)[/／]{2}(?:qyapi\.weixin\.qq\.com|oapi\.dingtalk\.com)[/／][^\s，。；、”“‘’（）]*/giu,
  /[?？&＆](?:key|access_token)[=＝]\s*[^\s，。；、”“‘’（）]*/giu,
];

/** What stands in an answer where a key was. */
const left = '（密钥不重复）';

/** Whether a text holds the whole address of a push or custom robot, key included. */
export const holdsRobotAddress = (text: string): boolean => robotAddress.test(normalise(text));

/** 2023 03 06 in eight digits is a day. */
const dayDigits = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** Eight digits alone, after a short word (绑订 12345678), or anywhere beside 绑: a code for linking an account. */
function holdsCode(text: string): boolean {
  const words = compareKey(text).replace(/[^\p{L}\p{N}]/gu, '');
  const [, before = '', code = '', after = ''] = /^(.*?)(?<!\d)(\d{8})(?!\d)(.*)$/u.exec(words) ?? [];
  if (code === '') return false;
  if (before + after === '' || /[绑綁]|bangding|bind/.test(before + after)) return true;
  return after === '' && before.length <= 6 && !dayDigits.test(code);
}

/** Whether a text is not to be kept, whatever command it is or was meant to be. */
export function holdsSecret(text: string): boolean {
  const plain = normalise(text);
  return keyPair.test(plain) || (/https?:/i.test(plain) && robotHost.test(plain)) || holdsCode(text);
}

const cleaned = (text: string): string => {
  const clean = written.reduce((words, pattern) => words.replace(pattern, left), text);
  return keyPair.test(normalise(clean)) ? left : clean;
};

/** An answer that does not repeat keys and addresses of robots. */
export function withoutKeys(said: Said): Said {
  const { title, choices } = said;
  return {
    ...said,
    text: cleaned(said.text),
    ...(title === undefined ? {} : { title: cleaned(title) }),
    ...(choices ? { choices: choices.map(({ label, says }) => ({ label: cleaned(label), says: cleaned(says) })) } : {}),
  };
}

/** What is said to whoever typed a key where it does not belong. `name`: of a command that was therefore not carried out. */
export function keyAdvice(where: 'group' | 'private', name?: string): string {
  const done = name === undefined ? '' : `“/${name}”里不写机器人的地址，所以没有照办。`;
  return where === 'group'
    ? `${done}您刚才的话里有密钥，群里的人都看见了：请撤回那条消息，到平台上重置地址。`
    : `${done}您刚才的话里有密钥，我没有留下它。`;
}
