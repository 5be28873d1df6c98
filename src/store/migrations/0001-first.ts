// The first shape of the store. Once released a migration is never edited; a change is a new file.
import type { Kysely } from 'kysely';

type Columns = Record<string, string>;

// Short notation: `text`, `big` (epoch ms and counts), `int`; `!` not null; the key is named apart.
const tables: Record<string, { columns: Columns; key: string[] }> = {
  schools: { columns: { id: 'text!', name: 'text!', kind: 'text!', area: 'text', active: 'int!' }, key: ['id'] },
  people: {
    columns: {
      id: 'text!',
      name: 'text!',
      roles: 'text!',
      subjects: 'text!',
      school_id: 'text',
      contact_schools: 'text!',
      active: 'int!',
    },
    key: ['id'],
  },
  identities: {
    columns: {
      platform: 'text!',
      user_id: 'text!',
      person_id: 'text!',
      linked_by: 'text!',
      linked_at: 'big!',
      opened_at: 'big',
      opened_robot: 'text',
    },
    key: ['platform', 'user_id'],
  },
  binding_codes: {
    columns: { code_hash: 'text!', person_id: 'text!', issued_by: 'text!', expires_at: 'big!', used_at: 'big' },
    key: ['code_hash'],
  },
  binding_tries: {
    columns: { platform: 'text!', user_id: 'text!', tries: 'int!', since: 'big!' },
    key: ['platform', 'user_id'],
  },
  groups: {
    columns: {
      id: 'text!',
      name: 'text!',
      platform: 'text!',
      robot: 'text',
      chat_id: 'text',
      hook_lane: 'text',
      hook_key: 'text',
      hook_secret: 'text',
      subjects: 'text!',
      schools: 'text!',
      roles: 'text!',
      outsiders: 'int!',
      active: 'int!',
      registered_by: 'text',
      registered_at: 'big!',
    },
    key: ['id'],
  },
  terms: {
    columns: {
      id: 'text!',
      title: 'text!',
      document_number: 'text',
      week1_monday: 'text!',
      last_week: 'int!',
      series_last_week: 'int!',
      current: 'int!',
      imported_at: 'big!',
    },
    key: ['id'],
  },
  items: {
    columns: {
      id: 'text!',
      term_id: 'text!',
      position: 'int!',
      title: 'text!',
      kind: 'text!',
      reminder_kind: 'text',
      start_on: 'text',
      end_on: 'text',
      precision: 'text',
      recurrence: 'text',
      subjects: 'text!',
      audience: 'text',
      level: 'text!',
      quote: 'text!',
      theme: 'int!',
      past: 'int!',
    },
    key: ['id'],
  },
  day_overrides: { columns: { day: 'text!', kind: 'text!', name: 'text!', follows: 'int' }, key: ['day'] },
  preparations: {
    columns: {
      id: 'text!',
      term_id: 'text!',
      subject: 'text!',
      day: 'text!',
      lead_person_id: 'text!',
      topic: 'text',
      place: 'text',
      revision: 'int!',
      updated_at: 'big!',
    },
    key: ['id'],
  },
  preparation_replies: {
    columns: {
      id: 'text!',
      subject: 'text!',
      day: 'text!',
      person_id: 'text!',
      kind: 'text!',
      text: 'text!',
      at: 'big!',
    },
    key: ['id'],
  },
  visits: {
    columns: {
      id: 'text!',
      number: 'text!',
      term_id: 'text!',
      school_id: 'text!',
      day: 'text!',
      team: 'text!',
      planned_by: 'text!',
      state: 'text!',
      revision: 'int!',
      planned_at: 'big!',
    },
    key: ['id'],
  },
  contests: {
    columns: {
      id: 'text!',
      name: 'text!',
      opens_at: 'big!',
      closes_at: 'big!',
      kinds: 'text!',
      max_file_bytes: 'big!',
      max_entry_bytes: 'big!',
      max_files: 'int!',
      sample: 'int!',
    },
    key: ['id'],
  },
  entries: {
    columns: {
      id: 'text!',
      number: 'text!',
      contest_id: 'text!',
      person_id: 'text!',
      school_id: 'text',
      version: 'int!',
      created_at: 'big!',
      updated_at: 'big!',
    },
    key: ['id'],
  },
  entry_files: {
    columns: {
      id: 'text!',
      entry_id: 'text!',
      version: 'int!',
      name: 'text!',
      bytes: 'big!',
      kind: 'text!',
      sha256: 'text',
      path: 'text!',
      state: 'text!',
      at: 'big!',
    },
    key: ['id'],
  },
  upload_links: {
    columns: {
      token_hash: 'text!',
      contest_id: 'text!',
      person_id: 'text!',
      expires_at: 'big!',
      revoked_at: 'big',
      created_at: 'big!',
    },
    key: ['token_hash'],
  },
  schedules: {
    columns: {
      id: 'text!',
      number: 'int!',
      name: 'text!',
      cron: 'text!',
      text: 'text!',
      audience: 'text!',
      on_holiday: 'text!',
      on_quiet: 'text!',
      state: 'text!',
      version: 'int!',
      updated_by: 'text!',
      updated_at: 'big!',
    },
    key: ['id'],
  },
  inbox: {
    columns: {
      channel: 'text!',
      robot: 'text!',
      message_id: 'text!',
      answer_id: 'text!',
      platform: 'text!',
      sender_id: 'text!',
      person_id: 'text',
      chat_kind: 'text!',
      chat_id: 'text!',
      text: 'text',
      answer: 'text',
      outcome: 'text!',
      fault: 'text',
      at: 'big!',
    },
    key: ['channel', 'robot', 'message_id'],
  },
  questions: {
    columns: { person_id: 'text!', chat_id: 'text!', question: 'text!', expires_at: 'big!' },
    key: ['person_id', 'chat_id'],
  },
  deliveries: {
    columns: {
      id: 'text!',
      key: 'text!',
      source_kind: 'text!',
      source_id: 'text!',
      occurrence_on: 'text',
      lead: 'text',
      revision: 'int!',
      audience_kind: 'text!',
      audience_id: 'text!',
      class: 'text!',
      said: 'text!',
      part: 'int!',
      after_id: 'text',
      state: 'text!',
      reason: 'text',
      due_at: 'big!',
      expires_at: 'big',
      address: 'text',
      lane: 'text',
      tried: 'text!',
      relayed_at: 'big',
      claimed_until: 'big',
      withdrawn: 'text',
      attempts: 'int!',
      ref: 'text',
      created_at: 'big!',
      settled_at: 'big',
      author_id: 'text',
    },
    key: ['id'],
  },
  tasks: {
    columns: {
      id: 'text!',
      name: 'text!',
      payload: 'text!',
      state: 'text!',
      reason: 'text',
      due_at: 'big!',
      relayed_at: 'big',
      attempts: 'int!',
      created_at: 'big!',
      settled_at: 'big',
    },
    key: ['id'],
  },
  imports: {
    columns: {
      number: 'text!',
      state: 'text!',
      source: 'text',
      workbook: 'text',
      digest: 'text',
      changes: 'text',
      requested_by: 'text',
      created_at: 'big!',
      settled_at: 'big',
    },
    key: ['number'],
  },
  counters: { columns: { name: 'text!', value: 'big!' }, key: ['name'] },
};

const indexes: [name: string, table: string, columns: string[], unique?: 'unique'][] = [
  ['deliveries_key', 'deliveries', ['key'], 'unique'],
  ['deliveries_state_due', 'deliveries', ['state', 'due_at']],
  ['deliveries_source', 'deliveries', ['source_kind', 'source_id']],
  ['tasks_state_due', 'tasks', ['state', 'due_at']],
  ['preparations_day', 'preparations', ['term_id', 'subject', 'day'], 'unique'],
  ['visits_number', 'visits', ['number'], 'unique'],
  ['visits_day', 'visits', ['term_id', 'day']],
  ['entries_person', 'entries', ['contest_id', 'person_id'], 'unique'],
  ['entry_files_entry', 'entry_files', ['entry_id', 'version']],
  ['groups_chat', 'groups', ['platform', 'chat_id']],
  ['identities_person', 'identities', ['person_id']],
  ['inbox_chat', 'inbox', ['platform', 'chat_id', 'at']],
  ['audit_at', 'audit', ['at']],
  ['schedules_number', 'schedules', ['number'], 'unique'],
];

const types = { text: 'text', int: 'integer', big: 'bigint' } as const;

export async function up(db: Kysely<unknown>, engine: 'sqlite' | 'postgres'): Promise<void> {
  for (const [name, { columns, key }] of Object.entries(tables)) {
    let table = db.schema.createTable(name);
    for (const [column, notation] of Object.entries(columns)) {
      const type = types[notation.replace('!', '') as keyof typeof types];
      table = table.addColumn(column, type, (c) => (notation.endsWith('!') ? c.notNull() : c));
    }
    await table.addPrimaryKeyConstraint(`${name}_pk`, key as never).execute();
  }
  // The one generated key: an order of record, which no clock can give.
  await db.schema
    .createTable('audit')
    .addColumn('id', engine === 'sqlite' ? 'integer' : 'bigserial', (c) =>
      engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey(),
    )
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('person_id', 'text')
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('subject_id', 'text', (c) => c.notNull())
    .addColumn('old', 'text')
    .addColumn('new', 'text')
    .addColumn('origin', 'text', (c) => c.notNull())
    .execute();
  for (const [name, table, columns, unique] of indexes) {
    const index = db.schema.createIndex(name).on(table).columns(columns);
    await (unique ? index.unique() : index).execute();
  }
}
