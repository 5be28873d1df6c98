// What goes on between those who take part and those who organise: 资料, 问, 回, 答复.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { askToConfirm, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { Refusal } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import { everyone } from '../src/office/people/model.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { fileIn, giveFileLink, readHanded } from '../src/office/replies/files.ts';
import { fileMeant, nameOf, passMaterial } from '../src/office/replies/material.ts';
import { readReplyNumber, refPattern, replySettings } from '../src/office/replies/model.ts';
import { answerQuestion, askOrganiser } from '../src/office/replies/questions.ts';
import { groupState, privateState } from '../src/office/replies/view.ts';
import * as viewWording from '../src/office/replies/view-wording.ts';
import * as wording from '../src/office/replies/wording.ts';

const subject = z.enum(subjectNames, { error: '可以写 语文、数学、英语等。' }).optional().meta({ title: '学科' });
/** Set by a choice: which thing is meant. It has blanks in it, so that no word that is typed can be one. */
const matter = z.string().regex(refPattern).optional().meta({ title: '哪一件', hidden: true });

const inGroup = (act: Act): boolean => act.message?.chat.kind === 'group';

const numberOf = (letter: string) =>
  z.string().transform((text, context) => {
    const read = readReplyNumber(letter, text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: `要写成 ${letter}0001 这样。` });
    return z.NEVER;
  });

const material = command<Act>()({
  name: '资料',
  hints: ['教案', '课件'],
  summary: '要资料；写上内容或者私聊发文件，就是提供资料',
  file: { hint: '要给集体备课等活动交资料，直接把文件发给我。', any: true },
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    subject,
    matter,
    file: z
      .string()
      .refine((text) => readHanded(text) !== null)
      .optional()
      .meta({ title: '文件', hidden: true }),
    content: textArg(1000).optional().meta({ title: '内容', rest: true }),
  }),
  examples: ['/资料', '/资料 第6周', '/资料 数学', '/资料 第三单元练习放在群文件里了'],
  run: async (act, { content, file, ...wish }) => {
    const said = { ...wish, words: content, field: 'content' };
    const handed = file === undefined ? fileIn(act.message) : readHanded(file);
    // A file that comes without a word may have been meant for something else.
    if (handed && file === undefined && act.message?.text.trim() === '') {
      const passed = await fileMeant(act, said).catch((error: unknown) => {
        throw error instanceof Refusal ? new Refusal('file', wording.fileForNothing) : error;
      });
      askToConfirm('file', wording.askFile(passed, nameOf(handed.name)), handed.source);
    }
    const { offered, ...passed } = await passMaterial(act, said, handed);
    if (inGroup(act)) return say(wording.materialInGroup(passed, offered));
    if (handed) return say(wording.fileOffered(passed, nameOf(handed.name)));
    return say(offered ? wording.materialOffered(passed) : wording.materialAsked(passed));
  },
});

const fetchFile = command<Act>()({
  name: '资料 取',
  summary: '拿到一份资料文件的下载链接',
  roles: everyone,
  where: 'private',
  args: z.object({ number: numberOf('资').meta({ title: '编号', ask: '请告诉我资料的编号，例如 资0001。' }) }),
  examples: ['/资料 取 资0001'],
  run: async (act, { number }) => {
    const { name, url } = await giveFileLink(act, number);
    return viewWording.fileLink(name, url, replySettings.link.days);
  },
});

const ask = command<Act>()({
  name: '问',
  aliases: ['问一下', '提问'],
  summary: '问组织的老师一句话，私下转过去，回答私信给您',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    matter,
    question: textArg(500).meta({ title: '问题', rest: true, ask: '请说您想问什么，我私下转给组织的老师。' }),
  }),
  examples: ['/问 要带电脑吗', '/问 3月31日 几点到'],
  run: async (act, { question, ...wish }) => {
    const passed = await askOrganiser(act, { ...wish, words: question, field: 'question' });
    return say(inGroup(act) ? wording.askedInGroup(passed) : wording.asked(passed));
  },
});

const answer = command<Act>()({
  name: '回',
  aliases: ['回复', '回答'],
  summary: '回答老师私下问的问题，只私信给提问的人',
  roles: everyone,
  where: 'private',
  args: z.object({
    number: numberOf('问').optional().meta({ title: '编号' }),
    text: textArg(1000).meta({ title: '回答', rest: true, ask: '请说怎么回答。' }),
  }),
  examples: ['/回 问0001 带上就好', '/回 带上就好'],
  run: async (act, { number, text }) => say(viewWording.answered(await answerQuestion(act, number, text))),
});

const state = command<Act>()({
  name: '答复',
  summary: '看答复：组织的老师私聊看谁说了什么，群里只有人数',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ matter, about: textArg(60).optional().meta({ title: '哪件事', rest: true }) }),
  examples: ['/答复', '/答复 数学', '/答复 3月31日'],
  run: async (act, { matter: of, about = '' }) => {
    const wish = { matter: of, words: about };
    return inGroup(act) ? say(await groupState(act, wish)) : privateState(act, wish);
  },
});

/** The commands between those who take part and those who organise. */
export const privateReplies = [material, fetchFile, ask, answer, state];
