// Remembers what pure functions gave: a term has few days, and rules ask for them thousands of times.

const mostKept = 10_000;

/** The same function, working each key out once; begins anew after 10,000 keys. Never for results that are `undefined`. */
export function remembered<Key, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = work(key);
      if (known.size >= mostKept) known.clear();
      known.set(key, value);
    }
    return value;
  };
}

/**
 * The same for functions of an object that is never changed and something in it; forgotten together with the object. What comes
 * back is shared and must not be changed.
 */
export function rememberedOf<Of extends object, Key, Value>(
  work: (of: Of, key: Key) => Value,
): (of: Of, key: Key) => Value {
  const known = new WeakMap<Of, (key: Key) => Value>();
  return (of, key) => {
    let own = known.get(of);
    if (!own) {
      own = remembered((one: Key) => work(of, one));
      known.set(of, own);
    }
    return own(key);
  };
}
