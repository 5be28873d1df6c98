// `jiaoyan chat`: the terminal as a chat group, on the sample district, in a folder of its own. The same engine, no Redis.
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadSettings } from '../../config/load.ts';
import { tick } from '../../jobs/tick.ts';
import { createCore } from '../app.ts';
import type { Chat } from '../bot/message.ts';
import { movableClock } from '../lib/clock.ts';
import { instantOf, stamp } from '../lib/dates.ts';
import { newId } from '../lib/ids.ts';
import { createLog } from '../lib/log.ts';
import { refuse } from '../lib/refuse.ts';
import { allGroups, allPeople } from '../office/people/model.ts';
import { seedSandbox } from '../office/sample/seed.ts';
import { consolePlatform, consoleText } from '../platforms/console.ts';
import { ownName, withoutMention } from '../platforms/mention.ts';
import { inlineRunner } from '../queue/inline.ts';
import { noPace } from '../queue/pace.ts';
import { openStore } from '../store/db.ts';
import { type CliCommand, parse } from './command.ts';

export const chat: CliCommand = {
  name: 'chat',
  usage: 'chat [--as 王敏] [--in 数学教研群]',
  summary: '在终端里和机器人说话（示例区）；不写 --in 就是私聊',
  async run(args, env) {
    const { values } = parse(args, { as: { type: 'string', default: '王敏' }, in: { type: 'string' } });
    const settings = { ...loadSettings(env) };
    // A folder of its own: trying things out must never touch a real office's data.
    settings.DATA_DIR = join(settings.DATA_DIR, 'chat');
    const store = await openStore({ dataDir: settings.DATA_DIR });
    const clock = movableClock(
      settings.CLOCK_START ? Date.parse(settings.CLOCK_START) : instantOf('2023-03-06', '08:00'),
    );
    // Chat ids of the terminal are those of the sample people and groups.
    const names = new Map<string, string>();
    const nameOf = ({ id }: Chat) => names.get(id) ?? id;
    const core = createCore({
      settings,
      store,
      clock,
      log: createLog('error'),
      platforms: [consolePlatform((line) => console.log(line), nameOf)],
      pace: noPace,
      sandbox: true,
      committed: () => undefined,
    });
    await seedSandbox(core.office, 'console');
    const [people, groups] = [await allPeople(store.read), await allGroups(store.read)];
    for (const { id, name } of people) names.set(id, name);
    for (const { chatId, name } of groups) if (chatId) names.set(chatId, name);
    const runner = inlineRunner();
    const person = people.find((p) => p.name === values.as) ?? refuse('person', `示例区里没有“${values.as}”。`);
    const group = values.in
      ? (groups.find((g) => g.name === values.in) ?? refuse('group', `示例区里没有群“${values.in}”。`))
      : null;
    const place = group ? { kind: 'group' as const, id: group.chatId! } : { kind: 'private' as const, id: person.id };
    console.log(
      `${stamp(clock.now())}　${person.name} 在${group ? `“${group.name}”` : '私聊'}。先试试：/帮助　（Ctrl-D 结束）`,
    );

    const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: `${person.name}> ` });
    // Lines from a pipe are still being answered when their end has been read.
    let open = true;
    lines.once('close', () => {
      open = false;
    });
    lines.prompt();
    for await (const line of lines) {
      if (line.trim() !== '') {
        const answer = await core.hear({
          platform: 'console',
          channel: 'console',
          robot: 'console',
          messageId: newId(),
          chat: place,
          sender: { id: person.id, kind: 'person' },
          text: withoutMention(line, ownName),
          mentions: [],
          media: [],
          answerBy: 'return',
        });
        if (answer.said) console.log(consoleText(answer.said).join('').replace(/^/gm, '  '));
        await tick(core.office);
        await runner.drain(core.queue);
      }
      if (open) lines.prompt();
    }
    await store.close();
    return 0;
  },
};
