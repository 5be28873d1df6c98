// The stories over DingTalk: Stream and HTTP mode.
import { afterEach, describe, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { type FakeDingtalk, startFakeDingtalk } from '../support/fake-dingtalk.ts';
import { dingtalkWire } from './dingtalk-wire.ts';
import { playStories } from './stories.ts';

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

describe('DingTalk', () => {
  it('Stream', { timeout: 120_000 }, async () => {
    await start('stream');
    await playStories(dingtalkWire(fake, deployment));
  });

  it('HTTP', { timeout: 120_000 }, async () => {
    await start('http');
    fake.setHook(`${deployment.url}/hooks/dingtalk/robot`);
    await playStories(dingtalkWire(fake, deployment));
  });
});
