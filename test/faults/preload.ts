// Loaded into the processes under test before anything of theirs (`--import`): sets lanes as data, so that windows of minutes become
// windows of seconds and concurrency is what a row wants, and in short runs shortens how long the dead are waited for. The product
// has no setting for either.
import { lanes as dingtalkLanes } from '../../src/platforms/dingtalk/settings.ts';
import type { Lane } from '../../src/platforms/platform.ts';
import { wecomLanes } from '../../src/platforms/wecom/index.ts';
import { watching } from '../../src/queue/bullmq.ts';
import { claims } from '../../src/queue/claim.ts';

const changes = JSON.parse(process.env.FAULTS_LANES ?? '{}') as Record<string, Partial<Lane>>;
for (const lane of [...Object.values(wecomLanes), ...Object.values(dingtalkLanes)]) {
  Object.assign(lane, changes[lane.name]);
}

if (process.env.FAULTS_WAITS === 'short') {
  claims.holdFor = 4_000;
  Object.assign(watching, { lockDuration: 3_000, stalledInterval: 1_000 });
}
