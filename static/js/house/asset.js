// Static files by name. The import map carries their hashed addresses; without an entry the plain one serves.

export function asset(path) {
  try {
    return import.meta.resolve(path);
  } catch {
    return `/static/${path}`;
  }
}
