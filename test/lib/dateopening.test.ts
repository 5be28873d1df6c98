// The date a remark begins with.
import { expect, test } from 'vitest';
import { openingDate } from '../../src/lib/dateopening.ts';

test.each([
  ['明天', '明天', '', true],
  ['明天 看病', '明天', '看病', true],
  ['明天，看病', '明天,', '看病', true],
  ['明天下午去医院', '明天下午', '去医院', false],
  ['下周三外出培训', '下周三', '外出培训', false],
  ['下周去培训', '下周', '去培训', false],
  ['第6周 周三 监考', '第6周周三', '监考', true],
  ['3月8日上午监考', '3月8日上午', '监考', false],
  ['3月8日 下午2点 到医院', '3月8日下午2点', '到医院', true],
  ['3月8日—10日 外出', '3月8日-10日', '外出', true],
  ['2023-03-08 外出', '2023-03-08', '外出', true],
  ['6.1 排练', '6.1', '排练', true],
])('%s', (text, said, rest, apart) => {
  const opening = openingDate(text);
  expect(opening && [opening.spec.said, opening.rest, opening.apart]).toEqual([said, rest, apart]);
});

test.each(['', '看病', '陪孩子明天看病', '二号楼漏水', '6.1活动排练', '3月有公开课', '1', '一日游带队'])(
  '%j begins with none',
  (text) => expect(openingDate(text)).toBeNull(),
);
