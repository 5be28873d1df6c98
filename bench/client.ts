// A client that costs little: requests prepared as bytes, kept-alive connections, one request at a time on each.
import { once } from 'node:events';
import { connect } from 'node:net';

/** What came of a run. */
export interface Driven {
  perSecond: number;
  /** Milliseconds from request to answer. */
  p50: number;
  p99: number;
  /** Answers without status 200, or without a body. */
  bad: number;
}

/** A POST as it goes over the wire. */
export const post = (path: string, body: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** Sends all requests to a port of this machine over `connections` connections. */
export async function drive(port: number, requests: readonly Buffer[], connections: number): Promise<Driven> {
  const times: number[] = [];
  let next = 0;
  let bad = 0;
  const one = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.setNoDelay(true);
    const answer = answers(socket);
    for (let request = requests[next++]; request; request = requests[next++]) {
      const begun = performance.now();
      socket.write(request);
      const { status, bytes } = await answer();
      times.push(performance.now() - begun);
      if (status !== 200 || bytes === 0) bad++;
    }
    socket.destroy();
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - begun) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { perSecond: requests.length / seconds, p50: at(0.5), p99: at(0.99), bad };
}

/** Reads one answer after the other; they tell their length. */
function answers(socket: ReturnType<typeof connect>): () => Promise<{ status: number; bytes: number }> {
  let text = '';
  let tell: (answer: { status: number; bytes: number }) => void = () => undefined;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const bytes = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
    if (text.length < end + 4 + bytes) return;
    const status = Number(text.slice(9, 12));
    text = text.slice(end + 4 + bytes);
    tell({ status, bytes });
  });
  return () =>
    new Promise((resolve) => {
      tell = resolve;
    });
}
