// Programs of others that read our feeds: Mozilla's ical.js, and khal where it is installed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { addDays, dateOf, timeOf } from '../../src/lib/dates.ts';

/** An event as a client understands it; days and time in Asia/Shanghai, the last day included. */
export interface ReadEvent {
  uid: string;
  sequence: number;
  title: string;
  start: string;
  end: string;
  /** Null: all day. */
  time: string | null;
  venue: string | null;
  about: string;
}

/** The events of a feed by ical.js. */
export function readWithIcalJs(text: string): ReadEvent[] {
  const feed = new ICAL.Component(ICAL.parse(text));
  return feed.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const { uid, sequence, summary: title, location, description, startDate, endDate } = event;
    const whole = startDate.isDate;
    const from = startDate.toUnixTime() * 1000;
    return {
      ...{ uid, sequence, title },
      start: whole ? startDate.toString() : dateOf(from),
      end: whole ? addDays(endDate.toString(), -1) : dateOf(endDate.toUnixTime() * 1000),
      time: whole ? null : timeOf(from),
      venue: location || null,
      about: description,
    };
  });
}

/** A sign that stands in no event: khal prints fields in one line. */
const between = '\u241f';

/** The events of a feed by khal, from `from` to `to`, in no particular order. It knows no sequence and no description here. */
export function readWithKhal(
  khal: string,
  text: string,
  from: string,
  to: string,
): Omit<ReadEvent, 'sequence' | 'about'>[] {
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-khal-'));
  try {
    mkdirSync(join(dir, 'events'));
    const feed = join(dir, 'feed.ics');
    const config = join(dir, 'config');
    writeFileSync(feed, text);
    writeFileSync(config, configOf(dir));
    const run = (...args: string[]): string =>
      execFileSync(khal, ['-c', config, ...args], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C.UTF-8', HOME: dir, XDG_CACHE_HOME: dir, XDG_DATA_HOME: dir },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    run('import', '--batch', '-a', 'feed', feed);
    const fields = ['uid', 'title', 'start-long-full', 'end-long-full', 'all-day', 'location'];
    const format = fields.map((field) => `{${field}}`).join(between);
    return run('list', '--once', '--day-format', '', '--format', format, from, to)
      .split('\n')
      .filter((line) => line.includes(between))
      .map((line) => {
        const [uid = '', title = '', start = '', end = '', allDay, venue = ''] = line.split(between);
        const [startDay = '', time = ''] = start.split(' ');
        return {
          ...{ uid, title, start: startDay, end: end.slice(0, 10) },
          time: allDay === 'True' ? null : time,
          venue: venue.trim() || null,
        };
      });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const configOf = (dir: string): string => `[calendars]
[[feed]]
path = ${join(dir, 'events')}
[sqlite]
path = ${join(dir, 'khal.db')}
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
`;
