// Talking and listening through a fake DingTalk, for the stories.
import type { Deployment } from '../support/deployment.ts';
import type { Accepted, FakeDingtalk } from '../support/fake-dingtalk.ts';
import type { Wire } from './stories.ts';

/** The fake DingTalk as a person at the other end sees it. */
export function dingtalkWire(fake: FakeDingtalk, deployment: Deployment): Wire {
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
}
