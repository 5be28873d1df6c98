// Every table and column. Times are epoch milliseconds, days are local dates `YYYY-MM-DD`, lists and objects are JSON text,
// booleans are 0 or 1: the subset that SQLite and PostgreSQL read the same way.
import type { Generated, Insertable, Selectable } from 'kysely';

/** States of a delivery; see docs/decisions/0002-ledger.md for the arrows between them. */
export type DeliveryState =
  | 'queued'
  | 'held'
  | 'merged'
  | 'sending'
  | 'sent'
  | 'failed'
  | 'cancelled'
  | 'missed'
  | 'past'
  | 'unknown';

export interface SchoolsTable {
  id: string;
  name: string;
  kind: string;
  area: string | null;
  active: number;
}

export interface PeopleTable {
  id: string;
  name: string;
  /** JSON list of role identifiers. */
  roles: string;
  /** JSON list of subject names. */
  subjects: string;
  school_id: string | null;
  /** JSON list of school ids a researcher looks after. */
  contact_schools: string;
  active: number;
}

export interface IdentitiesTable {
  platform: string;
  user_id: string;
  person_id: string;
  /** How it was linked: `roster` (id column), `code` (/绑定). */
  linked_by: string;
  linked_at: number;
  /** When this person's private chat with the robot was first used: from then on the robot may write there. */
  opened_at: number | null;
  /** The robot of that private chat. */
  opened_robot: string | null;
}

export interface BindingCodesTable {
  code_hash: string;
  person_id: string;
  issued_by: string;
  expires_at: number;
  used_at: number | null;
}

/** Failed tries of a chat identity that is not linked, against guessing of codes. */
export interface BindingTriesTable {
  platform: string;
  user_id: string;
  tries: number;
  since: number;
}

export interface GroupsTable {
  id: string;
  name: string;
  platform: string;
  /** Robot that speaks there; null while the group has only a push hook. */
  robot: string | null;
  chat_id: string | null;
  /** Lane of a push or custom robot and its secret, instead of or beside the robot. */
  hook_lane: string | null;
  hook_key: string | null;
  hook_secret: string | null;
  subjects: string;
  schools: string;
  roles: string;
  /** 1: somebody from outside is in it; approved texts only. */
  outsiders: number;
  active: number;
  registered_by: string | null;
  registered_at: number;
}

export interface TermsTable {
  id: string;
  title: string;
  document_number: string | null;
  week1_monday: string;
  last_week: number;
  /** Last teaching week of an endless weekly series. */
  series_last_week: number;
  current: number;
  imported_at: number;
  /** Grows with every change of the calendar. */
  version: number;
  /** New with every change, of items and days too: what was loaded under the same stamp is still true. */
  stamp: string;
}

export interface ItemsTable {
  id: string;
  term_id: string;
  position: number;
  title: string;
  kind: string;
  reminder_kind: string | null;
  start_on: string | null;
  end_on: string | null;
  precision: string | null;
  /** JSON Recurrence or null. */
  recurrence: string | null;
  /** `HH:MM` of its beginning, when stated. */
  time: string | null;
  venue: string | null;
  /** JSON list of Exception: meetings of a series that are moved or fall away. */
  exceptions: string;
  /** JSON `{start, end}` before it was put off; null when it stands where the plan put it. */
  moved_from: string | null;
  /** JSON list of school ids; empty: all. */
  schools: string;
  subjects: string;
  audience: string | null;
  level: string;
  quote: string;
  /** Month theme: shown beside the items, dates a month. */
  theme: number;
  /** Over before the calendar was confirmed: never speaks. */
  past: number;
  /** Grows whenever what reminders say of it changes: a changed item speaks anew, an unchanged one never twice. */
  revision: number;
  /** `plan`: from a document; `chat`: entered by somebody, which a new document does not take away. */
  origin: string;
}

/** One confirmed change of the calendar, whole, for the record and for undoing. */
export interface CalendarChangesTable {
  /** 历0003, shared with the draft it came from, if any. */
  number: string;
  term_id: string;
  /** Version of the calendar it made. */
  version: number;
  /** `import`, `edit`, `postpone`, `undo`. */
  kind: string;
  /** Chinese, one line. */
  summary: string;
  document_number: string | null;
  /** JSON list of `{old: Item|null, new: Item|null}`. */
  changes: string;
  /** JSON `{old: Term, new: Term}` when it changed the term itself, else null. */
  term: string | null;
  /** JSON list of visits that moved along: `{id, from, to}`. */
  visits: string;
  person_id: string | null;
  at: number;
  undone_at: number | null;
}

/** A plan document or a postponement on its way into the calendar: looked at, edited, confirmed or let go. */
export interface CalendarDraftsTable {
  number: string;
  kind: 'plan' | 'postpone';
  /** `fetching` the file, `open`, `done`, `dropped` by somebody, `refused` for its faults. */
  state: 'fetching' | 'open' | 'done' | 'dropped' | 'refused';
  /** JSON: platform and reference of the file; null once it has been fetched. */
  source: string | null;
  /** JSON content by kind; null before it is there and once settled. */
  content: string | null;
  /** Digest of what was last shown; a confirmation is for that and nothing else. */
  digest: string | null;
  requested_by: string | null;
  created_at: number;
  updated_at: number;
  settled_at: number | null;
}

/** A personal way to the calendar from outside: feed and page. Only the hash of its token is kept. */
export interface CalendarLinksTable {
  token_hash: string;
  /** `person`, `group`, `subject`, `school`, `all`. */
  scope: string;
  scope_id: string;
  /** Who asked for it; it ends with them. */
  person_id: string;
  created_at: number;
  /** From when on it opens nothing; null: a subscription that holds until it is revoked. */
  revoked_at: number | null;
}

/** The office's own word on a day, over the published holidays. */
export interface DayOverridesTable {
  day: string;
  /** `holiday`, `school` (a makeup day) */
  kind: string;
  name: string;
  /** Weekday 1–7 whose timetable a makeup day follows; null: no weekly series runs on it. */
  follows: number | null;
}

export interface PreparationsTable {
  id: string;
  term_id: string;
  subject: string;
  day: string;
  lead_person_id: string;
  topic: string | null;
  place: string | null;
  revision: number;
  updated_at: number;
  /** Since when the lead preparer is this one. */
  assigned_at: Generated<number>;
}

/** Who does a stage of a 集体备课 until when, where it is not as config has it. */
export interface PreparationStagesTable {
  preparation_id: string;
  /** `draft`, `final`, `adaptation`, `reflection`. */
  stage: string;
  /** Null: as usual. */
  person_id: string | null;
  due_on: string | null;
  /** From 1; grows with every change. */
  revision: number;
  changed_at: number;
}

/** Somebody says that a stage is done. */
export interface PreparationMarksTable {
  preparation_id: string;
  stage: string;
  person_id: string;
  at: number;
}

/** A name or a link that belongs to a 集体备课. */
export interface PreparationMaterialsTable {
  id: string;
  preparation_id: string;
  text: string;
  added_by: string;
  at: number;
}

/** 整改 of a school: what it has to put right until when. Confidential (domain rules, section 8). */
export interface RectificationsTable {
  /** 整0001. */
  number: string;
  term_id: string;
  school_id: string;
  /** The issue, as typed. Never in messages that come by themselves, in groups, or in the record. */
  issue: string;
  due_on: string;
  /** 视0001: the visit it comes from. */
  visit_number: string | null;
  created_by: string;
  state: 'open' | 'done' | 'confirmed' | 'cancelled';
  /** What the school says it has done, as typed. */
  report: string | null;
  /** From 1; grows with every change of the due date and whenever it is open again. */
  revision: number;
  /** Epoch ms since when it is open as it stands. */
  open_since: number;
  /** Epoch ms at which it stopped being open; null while it is. */
  settled_at: number | null;
}

/** What somebody answered to something that was sent, or said about it. */
export interface RepliesTable {
  id: string;
  /** 问0001, 改0001, 资0001: where somebody else has to name it. */
  number: string | null;
  /** What it is about, as the ledger names it: source kind and id, and the occurrence (empty: has none). */
  matter_kind: string;
  matter_id: string;
  occurrence: string;
  person_id: string;
  /** See src/office/replies/model.ts. */
  kind: string;
  /** Reason, question, material or remark, as typed. Told to those it is for; never in the record. */
  text: string;
  state: 'open' | 'done' | 'refused' | 'withdrawn';
  /** 改由: who is to take over. */
  other_person_id: string | null;
  /** To a question. */
  answer: string | null;
  settled_by: string | null;
  /** The group it was said in; null: in private. */
  group_id: string | null;
  at: number;
  updated_at: number;
  settled_at: number | null;
  /** Rises with every answer: which of two of the same millisecond was the last. */
  turn: Generated<number>;
}

/** The file that came with an offer of material. */
export interface ReplyFilesTable {
  reply_id: string;
  name: string;
  /** JSON: platform and reference of the file; null once it has been fetched. */
  source: string | null;
  state: 'fetching' | 'stored' | 'refused';
  bytes: number | null;
  /** Path below the file store. */
  path: string | null;
  sha256: string | null;
  at: number;
}

/** A personal way to one file. Only the hash of its token is kept. */
export interface FileLinksTable {
  token_hash: string;
  reply_id: string;
  person_id: string;
  expires_at: number;
  created_at: number;
}

export interface VisitsTable {
  id: string;
  number: string;
  term_id: string;
  school_id: string;
  day: string;
  /** JSON list of person ids. */
  team: string;
  planned_by: string;
  /** `planned`, `cancelled`. */
  state: string;
  revision: number;
  planned_at: number;
}

export interface ContestsTable {
  id: string;
  name: string;
  opens_at: number;
  closes_at: number;
  /** JSON list of allowed file endings. */
  kinds: string;
  max_file_bytes: number;
  max_entry_bytes: number;
  max_files: number;
  /** 1: invented, for the sandbox; said wherever it is shown. */
  sample: number;
}

export interface EntriesTable {
  id: string;
  number: string;
  contest_id: string;
  person_id: string;
  school_id: string | null;
  /** Latest version handed in; 0 while nothing is. */
  version: number;
  created_at: number;
  updated_at: number;
}

export interface EntryFilesTable {
  id: string;
  entry_id: string;
  version: number;
  name: string;
  bytes: number;
  kind: string;
  /** Null until the queued job has hashed and stored it. */
  sha256: string | null;
  /** Path below the file store, never a name people chose. */
  path: string;
  state: 'received' | 'stored' | 'lost';
  at: number;
}

export interface UploadLinksTable {
  token_hash: string;
  contest_id: string;
  person_id: string;
  expires_at: number;
  revoked_at: number | null;
  created_at: number;
}

export interface SchedulesTable {
  id: string;
  number: number;
  name: string;
  cron: string;
  text: string;
  /** JSON Audience: groups or people. */
  audience: string;
  /** `skip`, `postpone`, `send`. */
  on_holiday: string;
  /** `postpone`, `skip`. */
  on_quiet: string;
  state: 'on' | 'off' | 'deleted';
  version: number;
  /** Person; empty: the command line. */
  updated_by: string;
  updated_at: number;
  /** From when on its times count: the last change of when it speaks, or of whether. */
  since: Generated<number>;
}

/** One confirmed change of timed messages, whole, for undoing. */
export interface ScheduleChangesTable {
  /** Running number: the order of the changes. */
  number: number;
  kind: 'create' | 'change' | 'stop' | 'start' | 'delete' | 'import' | 'undo';
  /** JSON list of `{old: Schedule|null, new: Schedule}`. */
  changes: string;
  /** Null: the command line. */
  person_id: string | null;
  at: number;
  undone_at: number | null;
}

/** What an admin has changed of the rules of reminders; what is not here is as config/reminders.ts has it. */
export interface ReminderRulesTable {
  /** Kind of rule, or `habits`. */
  kind: string;
  /** The group it is for alone; empty: all. */
  group_id: Generated<string>;
  /** JSON: the fields that differ. */
  change: string;
}

/** One confirmed change of the rules of reminders, whole, for undoing. */
export interface ReminderRuleChangesTable {
  /** Running number: the order of the changes. */
  number: number;
  /** JSON list of `{kind, groupId, old, new}`; null: as the default. */
  changes: string;
  /** Chinese, one line. */
  summary: string;
  /** Null: the command line. */
  person_id: string | null;
  at: number;
  undone_at: number | null;
}

/** One row per message ever heard: the repeat protection and the stored answer. */
export interface InboxTable {
  channel: string;
  robot: string;
  message_id: string;
  answer_id: string;
  platform: string;
  sender_id: string;
  person_id: string | null;
  chat_kind: string;
  chat_id: string;
  /** What was said; kept for the record, deleted after the retention time, never for strangers. */
  text: string | null;
  /** JSON Said or null. */
  answer: string | null;
  /** `done`, `asked`, `refused`, `fault`, `silent`. */
  outcome: string;
  fault: string | null;
  at: number;
}

export interface QuestionsTable {
  person_id: string;
  chat_id: string;
  /** JSON Question. */
  question: string;
  expires_at: number;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  /** Null: the system itself. */
  person_id: string | null;
  action: string;
  subject: string;
  subject_id: string;
  old: string | null;
  new: string | null;
  /** Message it came from: `channel/message id`, or `cli`, `clock`. */
  origin: string;
}

export interface DeliveriesTable {
  id: string;
  /** Unique: source kind, source id, occurrence, lead, audience, revision, part. */
  key: string;
  source_kind: string;
  source_id: string;
  occurrence_on: string | null;
  lead: string | null;
  revision: number;
  /** `group`, `person`, `chat` (an answer, address given). */
  audience_kind: string;
  audience_id: string;
  /** Misfire class; decides what lateness and an unknown outcome mean (src/queue/classes.ts). */
  class: string;
  said: string;
  part: number;
  /** Delivery that has to be settled first (parts of one message keep their order). */
  after_id: string | null;
  state: DeliveryState;
  /** Why, in plain Chinese, for admins. */
  reason: string | null;
  due_at: number;
  /** Not sent after this instant: `missed`. */
  expires_at: number | null;
  /** JSON Address once resolved. */
  address: string | null;
  lane: string | null;
  /** JSON list of lanes on which this person or group turned out unreachable. */
  tried: string;
  /** Machine time of handing it to the queue; null: not yet. */
  relayed_at: number | null;
  /** Machine time until which the claim of a sending process holds. */
  claimed_until: number | null;
  /** Why it was taken back while a request was under way: if that request comes to nothing, it is not tried again. */
  withdrawn: string | null;
  attempts: number;
  /** The platform's id of the message, when it gives one. */
  ref: string | null;
  created_at: number;
  settled_at: number | null;
  /** Person to be told when it is held or fails. */
  author_id: string | null;
  /** Of what was `merged`: the delivery that says it together with others. */
  bundle_id: string | null;
  /** When it would have gone out (epoch ms), had the week not been full: put off to the Friday digest. */
  put_off_from: number | null;
}

/** Work for later: same outbox idea as deliveries, for jobs that are not messages. */
export interface TasksTable {
  id: string;
  /** Name of the job in jobs/index.ts. */
  name: string;
  /** JSON payload: ids only. */
  payload: string;
  state: 'queued' | 'done' | 'failed';
  reason: string | null;
  due_at: number;
  relayed_at: number | null;
  attempts: number;
  created_at: number;
  settled_at: number | null;
}

/** One roster workbook on its way into the roster: previewed, confirmed, perhaps undone. */
export interface ImportsTable {
  /** 名0001. */
  number: string;
  /** `fetching` the file, `pending` confirmation, `done`, `undone`, `dropped` by the admin, `refused` for its faults. */
  state: 'fetching' | 'pending' | 'done' | 'undone' | 'dropped' | 'refused';
  /** JSON: platform and reference of the file; null once it has been fetched. */
  source: string | null;
  /** JSON lines of the workbook as read; null once settled. */
  workbook: string | null;
  /** SHA-256 of the changes that were previewed. */
  digest: string | null;
  /** JSON list of changes made, old → new, for undoing. */
  changes: string | null;
  /** Person who asked; null on the command line. */
  requested_by: string | null;
  created_at: number;
  settled_at: number | null;
}

/** Secret tasks: 命题. Who reads `content` needs the office's key. */
export interface PaperTasksTable {
  id: string;
  /** 密A3F09C: drawn by lot, so that it counts nothing. */
  number: string;
  term_id: string;
  /** Person who has it. */
  setter_id: string;
  state: 'given' | 'accepted' | 'finished' | 'handedOver' | 'recused' | 'withdrawn';
  given_at: number;
  due_on: string;
  /** Since when it is due then: of giving it, or of the last change of the day. */
  dated_at: number;
  /** Last day of its exam as it stood when given, else the day it is due: the exam window ends with the first exam from here on. */
  anchor_on: string;
  revision: number;
  /** Sealed JSON: subject, grade, exam, who gave it, what became of it. */
  content: string;
}

/** What a school has confirmed of an exam: papers fetched, exam over, marked. Taking it back deletes it; the record keeps both. */
export interface ExamConfirmationsTable {
  item_id: string;
  school_id: string;
  person_id: string;
  at: number;
}

/** Who does what at an exam. What is taken back keeps its row. */
export interface ExamDutiesTable {
  id: string;
  /** 考0001: given together, taken back together. */
  batch: string;
  /** The step of the chain it belongs to: pickup, exam or marking. */
  item_id: string;
  kind: 'courier' | 'invigilator' | 'marker';
  person_id: string;
  /** Whose papers are fetched, whose room it is; null for markers. */
  school_id: string | null;
  room: string | null;
  /** Paper that is invigilated or marked. */
  subject: string | null;
  given_by: string;
  given_at: number;
  ended_by: string | null;
  ended_at: number | null;
}

/** When which paper is written, of one exam item. */
export interface ExamTimetablesTable {
  item_id: string;
  /** JSON list of Paper (src/office/exams/timetable.ts); its days count from the first of the item. */
  papers: string;
  person_id: string;
  at: number;
}

/** Running numbers (视0001) and the clock's position. */
export interface CountersTable {
  name: string;
  value: number;
}

/** All tables by name. */
export interface Tables {
  schools: SchoolsTable;
  people: PeopleTable;
  identities: IdentitiesTable;
  binding_codes: BindingCodesTable;
  binding_tries: BindingTriesTable;
  groups: GroupsTable;
  terms: TermsTable;
  items: ItemsTable;
  day_overrides: DayOverridesTable;
  calendar_changes: CalendarChangesTable;
  calendar_drafts: CalendarDraftsTable;
  calendar_links: CalendarLinksTable;
  preparations: PreparationsTable;
  preparation_stages: PreparationStagesTable;
  preparation_marks: PreparationMarksTable;
  preparation_materials: PreparationMaterialsTable;
  rectifications: RectificationsTable;
  replies: RepliesTable;
  reply_files: ReplyFilesTable;
  file_links: FileLinksTable;
  visits: VisitsTable;
  contests: ContestsTable;
  entries: EntriesTable;
  entry_files: EntryFilesTable;
  upload_links: UploadLinksTable;
  schedules: SchedulesTable;
  schedule_changes: ScheduleChangesTable;
  reminder_rules: ReminderRulesTable;
  reminder_rule_changes: ReminderRuleChangesTable;
  inbox: InboxTable;
  questions: QuestionsTable;
  audit: AuditTable;
  deliveries: DeliveriesTable;
  tasks: TasksTable;
  imports: ImportsTable;
  paper_tasks: PaperTasksTable;
  exam_confirmations: ExamConfirmationsTable;
  exam_duties: ExamDutiesTable;
  exam_timetables: ExamTimetablesTable;
  counters: CountersTable;
}

export type Row<T extends keyof Tables> = Selectable<Tables[T]>;
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>;
