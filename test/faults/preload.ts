// Loaded into the processes under test before anything of theirs (`--import`): sets lanes as data, so that windows of minutes become
// windows of seconds and concurrency is what a row wants. The product has no setting for what the platforms decide.
import { lanes as dingtalkLanes } from '../../src/platforms/dingtalk/settings.ts';
import type { Lane } from '../../src/platforms/platform.ts';
import { wecomLanes } from '../../src/platforms/wecom/index.ts';

const changes = JSON.parse(process.env.FAULTS_LANES ?? '{}') as Record<string, Partial<Lane>>;
for (const lane of [...Object.values(wecomLanes), ...Object.values(dingtalkLanes)]) {
  Object.assign(lane, changes[lane.name]);
}
