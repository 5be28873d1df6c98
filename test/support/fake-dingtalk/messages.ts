// Robot messages as the fake's people say them: the JSON that goes into an HTTP body or a Stream frame.
import { randomBytes } from 'node:crypto';
import type { State } from './state.ts';

/** What somebody says to the robot. Without `conversationId` it is said in private. */
export interface Speech {
  /** Absent for people of other organisations. */
  staffId?: string;
  conversationId?: string;
  text?: string;
  /** Given again to deliver the same message a second time. */
  msgId?: string;
  /** Others mentioned, by staff id. */
  mentions?: string[];
  /** Where the robot's mention stood in what was typed; DingTalk takes it out, at the start leaving a blank. */
  mention?: 'start' | 'end';
  /** Another type than text, with its `content`. */
  msgtype?: string;
  content?: unknown;
  /** Overrides and additions, word for word. */
  extra?: Record<string, unknown>;
}

const botId = '$:LWCP_v1:$fakeRobot000000==';

/** The JSON of the speech; registers a session for replying. */
export function robotJson(state: State, speech: Speech): Record<string, unknown> {
  const { staffId, conversationId, text = '', mentions = [], mention = 'start', msgtype = 'text' } = speech;
  const session = randomBytes(16).toString('hex');
  const until = state.now() + state.options.sessionLasts;
  const senderId = `$:LWCP_v1:$${Buffer.from(staffId ?? 'outsider').toString('base64')}`;
  state.sessions.set(session, { to: conversationId ?? staffId ?? senderId, until });
  const group = conversationId !== undefined;
  return {
    senderPlatform: 'Mac',
    conversationType: group ? '2' : '1',
    conversationId: conversationId ?? `cidPrivate${staffId}==`,
    ...(group && { conversationTitle: '群', isInAtList: true }),
    ...(group && {
      atUsers: [{ dingtalkId: botId }, ...mentions.map((id) => ({ dingtalkId: `$:${id}`, staffId: id }))],
    }),
    isAdmin: false,
    senderNick: '某人',
    ...(staffId !== undefined && { senderStaffId: staffId }),
    senderId,
    chatbotUserId: botId,
    chatbotCorpId: 'dingfakecorp',
    senderCorpId: staffId === undefined ? 'dingothercorp' : 'dingfakecorp',
    robotCode: state.options.clientId,
    sessionWebhook: `${state.base}/robot/sendBySession?session=${session}`,
    sessionWebhookExpiredTime: until,
    createAt: state.now(),
    msgId: speech.msgId ?? `msg${randomBytes(9).toString('base64')}==`,
    msgtype,
    ...(msgtype === 'text' ? { text: { content: group && mention === 'start' ? ` ${text}` : text } } : {}),
    ...(speech.content !== undefined && { content: speech.content }),
    ...speech.extra,
  };
}
