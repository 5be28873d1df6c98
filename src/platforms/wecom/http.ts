// One HTTP call to WeCom's API and what may have become of it. Secrets travel in the URL there, so no URL and no error text of the
// HTTP client ever leaves this file (protocols/wecom.md §7.2, §10).

/** What became of a call. */
export type Called =
  /** WeCom answered; `errcode` is 0 when it accepted. */
  | { was: 'answered'; errcode: number; body: Record<string, unknown> }
  /** Certainly not processed: the request never left us, or something before WeCom turned it away. `reason` in Chinese. */
  | { was: 'refused'; reason: string; setup?: boolean }
  /** Possibly processed: no answer in time, connection lost after writing, or an answer that is not WeCom's. */
  | { was: 'unclear'; reason: string };

/** Errors that happen before a byte of the request is written. */
const beforeWriting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Longest answer read, bytes: the API answers with a few hundred. */
const answerLimit = 262_144;

/** One call to `base` + `path`; `timeout` in milliseconds. Never throws, follows no redirect. */
export async function call(
  base: string,
  path: string,
  query: Record<string, string>,
  options: { body?: unknown; signal?: AbortSignal; timeout: number },
): Promise<Called> {
  if (options.signal?.aborted) return { was: 'refused', reason: '发送已中止' };
  const url = `${base.replace(/\/+$/, '')}${path}?${new URLSearchParams(query)}`;
  const timeout = AbortSignal.timeout(options.timeout);
  const init: RequestInit = {
    redirect: 'manual',
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  };
  if (options.body !== undefined) {
    init.method = 'POST';
    init.headers = { 'content-type': 'application/json; charset=utf-8' };
    init.body = JSON.stringify(options.body);
  }
  try {
    const response = await fetch(url, init);
    return classify(response.status, await limited(response));
  } catch (error) {
    return lost(error, timeout.aborted);
  }
}

/** @throws Error when the answer is longer than anything WeCom sends */
async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerLimit) throw new Error('answer too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * WeCom answers 200 with an errcode, also for errors (§6), so anything else comes from something in between: a proxy or gateway.
 * 429 and 503 are said before a request is passed on, 3xx and 4xx instead of passing it on; after a 5xx of another kind, or a 200
 * that is no JSON, the request may well have been processed behind the one who answers.
 */
function classify(status: number, text: string): Called {
  const body = asObject(text);
  if (body && typeof body.errcode === 'number') return { was: 'answered', errcode: body.errcode, body };
  if (status === 429 || status === 503) return { was: 'refused', reason: `接口暂时不可用（HTTP ${status}）` };
  if (status >= 300 && status < 500) {
    return { was: 'refused', setup: true, reason: `接口地址或代理有误（HTTP ${status}）` };
  }
  return { was: 'unclear', reason: `接口的回答无法识别（HTTP ${status}）` };
}

function asObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function lost(error: unknown, timedOut: boolean): Called {
  if (timedOut) return { was: 'unclear', reason: '接口没有按时回答' };
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  // Several addresses tried (IPv4 and IPv6) come as one error with the causes inside.
  const inner =
    cause instanceof AggregateError ? cause.errors.map((each: { code?: string }) => each.code ?? '') : [code];
  if (inner.length > 0 && inner.every((each) => beforeWriting.has(each))) {
    return { was: 'refused', reason: `连接不上企业微信接口（${inner[0]}）` };
  }
  return { was: 'unclear', reason: `连接中断${code ? `（${code}）` : ''}` };
}
