// `jiaoyan serve`: runs until SIGTERM or SIGINT, then stops in order.
import { loadSettings } from '../../config/load.ts';
import { createLog } from '../lib/log.ts';
import { type ServiceName, serve, serviceNames, welcome } from '../serve.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

/** Longest a stop may take; then the process ends all the same, milliseconds. */
const stopLimit = 25_000;

export const serveCommand: CliCommand = {
  name: 'serve',
  usage: 'serve [--services web,worker,clock]',
  summary: '运行全部或指定的服务',
  async run(args, env) {
    const { values } = parse(args, { services: { type: 'string' } });
    const names = values.services ? namesOf(values.services) : [...serviceNames];
    const settings = loadSettings(env);
    const log = createLog(settings.LOG_LEVEL);
    const serving = await serve(settings, names, log);
    console.log(welcome(serving, settings));
    const signal = await new Promise<string>((resolve) => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
    });
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopLimit).unref();
    await serving.stop();
    return 0;
  },
};

function namesOf(list: string): ServiceName[] {
  const names = list.split(',').map((name) => name.trim());
  const wrong = names.filter((name) => !(serviceNames as readonly string[]).includes(name));
  if (wrong.length > 0) throw new UsageError(`没有这样的服务：${wrong.join('、')}（有 ${serviceNames.join('、')}）`);
  return names as ServiceName[];
}
