// JSON log lines. Secrets and pupils' names never: known secret fields are cut out, and callers log ids, not names or texts.
import { type DestinationStream, type Logger, pino } from 'pino';

/** The logger handed to every service. */
export type Log = Logger;

const secretFields = [
  'secret',
  'token',
  'access_token',
  'accessToken',
  'key',
  'aeskey',
  'echostr',
  'response_url',
  'sessionWebhook',
  'url',
  'said',
  'text',
];

/** What PostgreSQL tells of an error beside its message: values of rows. */
const valuesOfErrors = ['err.detail', 'err.where', 'err.hint', 'err.internalQuery'];

/** A logger for `level` (pino's names); writes JSON lines to standard output unless `to` is given. */
export function createLog(level: string, to?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: [...secretFields.flatMap((field) => [field, `*.${field}`]), ...valuesOfErrors],
      censor: '[hidden]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return to ? pino(options, to) : pino(options);
}
