// Everything that can be said: the examples of all commands as they stand, misspelt, cut short and with too much, and what curious
// people ask. For tests that look for what must not be said.
import { commands } from '../../handlers/index.ts';

/** Two neighbouring signs of a command's name in the wrong order, as people type them. */
const misspelt = (example: string, name: string): string => {
  const [a = '', b = ''] = [...name].slice(-2);
  return example.replace(name, name.slice(0, -2) + b + a);
};

const variants = (example: string, name: string): string[] => [
  example.replace(/^\//, ''),
  misspelt(example, name),
  `/${name}`,
  `${example} 再加一句`,
];

/** What nobody but the people concerned gets an answer to; `number` is that of a secret task. */
const curious = (number: string): string[] => [
  '谁在命题',
  '五年级数学的卷子谁出',
  '李强在命题吗',
  '李强 命题',
  `/命题 列表 ${number}`,
  `/命题 撤销 ${number}`,
  `/命题 交接 ${number}`,
  `/命题 改期 ${number} 5月24日`,
  `/任务 接受 ${number}`,
  `/任务 回避 ${number}`,
  `/任务 完成 ${number}`,
  `/记录 ${number}`,
  '/记录 李强',
  '/记录 王敏 30天',
  '/记录 今天 30条',
  '/发送 李强',
  '/发送 王敏',
  '/发送 待发',
  '/发送 失败',
  '/发送 不明',
  '/帮助 命题',
  '/帮助 任务',
  '/行事历 命题',
  // What secret reminders would hang on: their days, and their rule.
  '/行事历 放假 5月22日 校庆',
  '/行事历 照常 5月22日',
  '/提醒 改 保密任务 提前=前3天 10:12',
  '取消',
];

/** What curious people ask, and the examples of all commands in their order; and what their authors might have typed instead. */
export function everythingSaid(number: string): { curious: string[]; plain: string[]; variants: string[] } {
  const plain = [...curious(number), ...commands.flatMap(({ examples }) => examples), ...curious(number)];
  const twisted = commands.flatMap(({ name, aliases = [], examples }) =>
    examples.flatMap((example) => {
      const typed = [name, ...aliases].find((one) => example.startsWith(`/${one}`)) ?? name;
      return variants(example, typed);
    }),
  );
  const known = new Set(plain);
  return { curious: curious(number), plain, variants: [...new Set(twisted)].filter((text) => !known.has(text)) };
}
