// Which addresses that came with a message may be called (protocol §3.9): messages are not to be trusted with where we send.
import { BlockList, isIP, isIPv6 } from 'node:net';

const inner4 = new BlockList();
const inner6 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inner4.addSubnet(net, prefix, 'ipv4');
}
// Two lists, because a list with mapped addresses in it would find every IPv4 address there. Mapped and translated IPv4 is refused whole: no file host needs it, and it hides private addresses.
for (const [net, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inner6.addSubnet(net, prefix, 'ipv6');
}

/** Whether the IP address is private, local or otherwise not on the public network. */
export const isInner = (address: string): boolean =>
  isIPv6(address) ? inner6.check(address, 'ipv6') : inner4.check(address, 'ipv4');

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
const isLoopback = (hostname: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(bare(hostname));

function parse(address: string): URL | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && !url.username && !url.password ? url : null;
}

/** Whether `hosts` names the loopback address of `url`, as only tests do. */
const testHost = (url: URL, hosts: string[]): boolean =>
  isLoopback(url.hostname) && (hosts.includes(url.host) || hosts.includes(bare(url.hostname)));

/** Whether a session webhook may be posted to: https, a listed host on the default port, no user info; http only on listed loopback. */
export function webhookAllowed(address: string, hosts: string[]): boolean {
  const url = parse(address);
  if (!url) return false;
  if (url.protocol === 'https:' && hosts.includes(url.host)) return true;
  return (url.protocol === 'http:' || url.protocol === 'https:') && testHost(url, hosts);
}

/**
 * How a download may be fetched: `null` not at all; `guarded` when the host's address still has to be looked up and must turn out
 * public; `free` for the listed loopback host of tests. The platform's own sample is plain http, so both schemes are taken (§3.8).
 */
export function downloadRule(address: string, hosts: string[]): 'guarded' | 'free' | null {
  const url = parse(address);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (testHost(url, hosts)) return 'free';
  if (url.port !== '') return null;
  const host = bare(url.hostname);
  return isIP(host) && isInner(host) ? null : 'guarded';
}
