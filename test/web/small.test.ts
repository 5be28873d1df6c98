// The small parts of the web side: the template, the waiting line, the allowance.
import { describe, expect, it } from 'vitest';
import { html } from '../../src/web/html.ts';
import { allowance, turns } from '../../src/web/limits.ts';

describe('html', () => {
  it('escapes values once, joins lists, leaves out what is not there', () => {
    const inner = html`<b>${'<&>"\''}</b>`;
    expect(html`<p title="${'"x"'}">${inner}${[1, ' ', inner]}${null}${undefined}${false}${0}</p>`.html).toBe(
      '<p title="&quot;x&quot;"><b>&lt;&amp;&gt;&quot;&#39;</b>1 <b>&lt;&amp;&gt;&quot;&#39;</b>0</p>',
    );
  });
});

describe('turns', () => {
  it('runs the work of one key one after another, of two keys at once, and turns the third away', async () => {
    const line = turns(2);
    const seen: string[] = [];
    const finish: (() => void)[] = [];
    const work = (name: string) => () => {
      seen.push(name);
      return new Promise<string>((resolve) => finish.push(() => resolve(name)));
    };
    const first = line.take('a', work('a1'));
    const second = line.take('a', work('a2'));
    const other = line.take('b', work('b1'));
    expect(line.take('a', work('a3'))).toBeNull();
    await expect.poll(() => seen).toEqual(['a1', 'b1']);
    finish.shift()?.();
    expect(await first).toBe('a1');
    await expect.poll(() => seen).toEqual(['a1', 'b1', 'a2']);
    for (const end of finish) end();
    expect([await second, await other]).toEqual(['a2', 'b1']);
  });

  it('goes on after work that failed', async () => {
    const line = turns(1);
    await expect(line.take('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect.poll(() => line.take('a', async () => 'yes')).toBe('yes');
  });
});

describe('allowance', () => {
  it('allows a number of uses within any such stretch of time, for each key', () => {
    const may = allowance(2, 1000);
    const uses: [string, number, boolean][] = [
      ['a', 0, true],
      ['a', 900, true],
      ['a', 950, false],
      ['b', 950, true],
      ['a', 1000, true],
      ['a', 1500, false],
      ['a', 1901, true],
      ['a', 10_000, true],
    ];
    expect(uses.map(([key, at]) => may(key, at))).toEqual(uses.map(([, , allowed]) => allowed));
  });
});
