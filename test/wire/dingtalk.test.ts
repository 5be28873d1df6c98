// The stories over DingTalk: Stream and HTTP mode.
import { afterEach, describe, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { type Accepted, type FakeDingtalk, startFakeDingtalk } from '../support/fake-dingtalk.ts';
import { playStories, type Wire } from './stories.ts';

let fake: FakeDingtalk;
let deployment: Deployment;
afterEach(async () => {
  await deployment.remove();
  await fake.stop();
});

async function start(mode: 'stream' | 'http'): Promise<void> {
  fake = await startFakeDingtalk();
  const { clientId, clientSecret, botName } = fake.options;
  deployment = new Deployment({
    env: {
      DINGTALK_API_BASE: fake.apiBase,
      DINGTALK_OAPI_BASE: fake.oapiBase,
      DINGTALK_CLIENT_ID: clientId,
      DINGTALK_CLIENT_SECRET: clientSecret,
      DINGTALK_BOT_NAME: botName,
      DINGTALK_MODE: mode,
    },
    platform: 'dingtalk',
    group: { robot: clientId },
  });
  await deployment.prepare();
  await deployment.start();
}

const wire = (): Wire => {
  const fits = (to: string, words: string) => (m: Accepted) => m.to === to && `${m.title}\n${m.text}`.includes(words);
  return {
    deployment,
    async ask(staffId, text, conversationId) {
      const before = fake.accepted.length;
      await fake.say({ staffId, text, ...(conversationId ? { conversationId } : {}) });
      const answer = await fake.sent((m) => fake.accepted.indexOf(m) >= before && m.way === 'reply', 10_000);
      return `${answer.title}\n${answer.text}`;
    },
    arrives: async (to, words) => (await fake.sent((m) => m.way !== 'reply' && fits(to, words)(m), 20_000)).text,
    count: (to, words) => fake.accepted.filter((m) => m.way !== 'reply' && fits(to, words)(m)).length,
  };
};

describe('DingTalk', () => {
  it('Stream', { timeout: 120_000 }, async () => {
    await start('stream');
    await playStories(wire());
  });

  it('HTTP', { timeout: 120_000 }, async () => {
    await start('http');
    fake.setHook(`${deployment.url}/hooks/dingtalk/robot`);
    await playStories(wire());
  });
});
