// Work with an end in sight.

/**
 * What `work` comes to, or `late()` (which may throw) when it takes longer than `ms` milliseconds. The work itself cannot be
 * stopped from here; what it comes to later is nobody's business any more.
 */
export function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    }, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
