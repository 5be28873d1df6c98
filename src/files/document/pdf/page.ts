// One page of a PDF as signs and lines at their places, out of the library's list of drawing operations. The list and not the library's
// text: that joins signs over the borders of cells and puts blanks between Chinese and digits.
import type { getDocumentProxy } from 'unpdf';
import { DocumentFault } from '../faults.ts';
import { type Matrix, type Page, times } from './geometry.ts';
import { type Font, noFont, type TextState, write } from './glyphs.ts';
import { rulesOfPath } from './paths.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type PageProxy = Awaited<ReturnType<Document['getPage']>>;
/** Numbers of the library's operations by name. */
export type Operations = Readonly<Record<string, number>>;

/** More than any table needs: drawings and maps. */
const mostRules = 20_000;
const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** Signs and lines of a page. @throws DocumentFault when text on it cannot be read */
export async function readPage(proxy: PageProxy, ops: Operations): Promise<Page> {
  const { fnArray, argsArray } = await proxy.getOperatorList();
  const viewport = proxy.getViewport({ scale: 1 });
  const page: Page = { height: viewport.height, glyphs: [], rules: [] };
  const fonts = new Map<string, Font>();
  const steps = drawing(page, matrixOf(viewport.transform), ops, (name) => {
    const font = fonts.get(name) ?? fontOf(proxy, name);
    fonts.set(name, font);
    return font;
  });
  for (const [i, operation] of fnArray.entries()) steps.get(operation)?.(argsArray[i] ?? []);
  if (page.rules.length > mostRules) page.rules = [];
  return page;
}

function matrixOf(numbers: ArrayLike<number>): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(numbers);
  return [a, b, c, d, e, f];
}

function fontOf(proxy: PageProxy, name: string): Font {
  if (!proxy.commonObjs.has(name)) return { ...noFont, lost: true };
  const font: unknown = proxy.commonObjs.get(name);
  if (typeof font !== 'object' || font === null || 'error' in font) return { ...noFont, lost: true };
  const scale = 'fontMatrix' in font && Array.isArray(font.fontMatrix) ? Number(font.fontMatrix[0]) : 0.001;
  return { scale: Math.abs(scale) || 0.001, vertical: 'vertical' in font && font.vertical === true, lost: false };
}

/** The operations that matter, by number; the others have no step. ISO 32000-1, 8.4.4 and 9.3. */
function drawing(page: Page, start: Matrix, ops: Operations, font: (name: string) => Font) {
  let now: TextState = {
    m: start,
    font: noFont,
    size: 1,
    charSpacing: 0,
    wordSpacing: 0,
    stretch: 1,
    leading: 0,
    rise: 0,
  };
  const kept: TextState[] = [];
  let line: Matrix = identity;
  let at: Matrix = identity;
  const move = (x: number, y: number) => {
    line = times(line, [1, 0, 0, 1, x, y]);
    at = line;
  };
  const restore = () => {
    now = kept.pop() ?? now;
  };
  const number = (value: unknown): number => Number(value) || 0;
  const painted = (operation: unknown) => ({
    stroke: ['stroke', 'closeStroke', 'fillStroke', 'eoFillStroke', 'closeFillStroke', 'closeEOFillStroke'].some(
      (name) => ops[name] === operation,
    ),
    fill: ['fill', 'eoFill', 'fillStroke', 'eoFillStroke', 'closeFillStroke', 'closeEOFillStroke'].some(
      (name) => ops[name] === operation,
    ),
  });
  const steps: Record<string, (args: readonly unknown[]) => void> = {
    save: () => kept.push({ ...now }),
    restore,
    transform: (args) => {
      now.m = times(now.m, matrixOf(args.map(number)));
    },
    paintFormXObjectBegin: ([matrix]) => {
      kept.push({ ...now });
      if (isNumbers(matrix)) now.m = times(now.m, matrixOf(matrix));
    },
    paintFormXObjectEnd: restore,
    constructPath: ([operation, data]) => {
      const path = Array.isArray(data) ? data[0] : null;
      const how = painted(operation);
      if (isNumbers(path) && (how.stroke || how.fill) && page.rules.length <= mostRules) {
        for (const rule of rulesOfPath(path, now.m, how)) page.rules.push(rule);
      }
    },
    beginText: () => {
      line = identity;
      at = identity;
    },
    setFont: ([name, size]) => {
      now.font = font(String(name));
      now.size = number(size);
    },
    setCharSpacing: ([value]) => {
      now.charSpacing = number(value);
    },
    setWordSpacing: ([value]) => {
      now.wordSpacing = number(value);
    },
    setHScale: ([value]) => {
      now.stretch = number(value) / 100;
    },
    setLeading: ([value]) => {
      now.leading = -number(value);
    },
    setTextRise: ([value]) => {
      now.rise = number(value);
    },
    setTextMatrix: ([matrix]) => {
      if (typeof matrix === 'object' && matrix !== null) line = matrixOf(Array.from({ length: 6, ...matrix }, number));
      at = line;
    },
    moveText: ([x, y]) => move(number(x), number(y)),
    setLeadingMoveText: ([x, y]) => {
      now.leading = number(y);
      move(number(x), number(y));
    },
    nextLine: () => move(0, now.leading),
    showText: ([signs]) => {
      if (!Array.isArray(signs)) return;
      if (now.font.lost) throw new DocumentFault('garbled');
      at = write(signs, at, now, page.glyphs);
    },
  };
  return new Map(Object.entries(steps).map(([name, step]) => [ops[name], step]));
}

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  value instanceof Float32Array || (Array.isArray(value) && value.every((each) => typeof each === 'number'));
