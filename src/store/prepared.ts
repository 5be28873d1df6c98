// Statements that run for every message: built and compiled once, then only given their values. Building one with Kysely costs
// several times what SQLite needs to run it.
import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Reader } from './tx.ts';

/** Stands in a statement for a value that is given when it runs. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A statement with holes: `build` is called once for each kind of store, with stand-ins for the values of V, which may be used
 * wherever a single value goes (not for lists, and not to decide what is built). The result runs it with values.
 */
export function prepared<V extends Record<string, string | number | null>, R>(
  build: (db: Reader, values: V) => Compilable<R>,
): (db: Reader, values: V) => Promise<QueryResult<R>> {
  const known = new WeakMap<object, CompiledQuery<R>>();
  const standIns = new Proxy({} as V, { get: (_, name) => new Slot(String(name)) });
  return (db, values) => {
    const { adapter } = db.getExecutor();
    let compiled = known.get(adapter);
    if (!compiled) {
      compiled = build(db, standIns).compile();
      known.set(adapter, compiled);
    }
    const parameters = compiled.parameters.map((value) => (value instanceof Slot ? values[value.name] : value));
    return db.executeQuery({ ...compiled, parameters });
  };
}
