/** Works something out once per object and keeps it as long as the object lives: what follows from a definition alone. */
export function oncePer<K extends object, T>(work: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { made: T }>();
  return (key) => {
    const kept = known.get(key);
    if (kept) return kept.made;
    const made = work(key);
    known.set(key, { made });
    return made;
  };
}
