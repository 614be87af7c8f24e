// Signals for what the server holds: loaded once, refetched on change, extended page by page.
import { useEffect, useMemo } from "preact/hooks";
import { signal, batch } from "@preact/signals";

/** One remote value: {data, error, busy} signals and reload(). A late answer never overwrites a newer one. */
export function loaded(fetcher) {
  const data = signal(null);
  const error = signal(null);
  const busy = signal(true);
  let turn = 0;
  async function reload() {
    const mine = ++turn;
    busy.value = true;
    try {
      const value = await fetcher();
      if (mine === turn) batch(() => { data.value = value; error.value = null; busy.value = false; });
    } catch (problem) {
      if (mine === turn) batch(() => { error.value = problem; busy.value = false; });
    }
    return data.value;
  }
  return { data, error, busy, reload };
}

/** `loaded` tied to a component: fetched on mount and again when `keys` change. */
export function useLoaded(fetcher, keys) {
  const store = useMemo(() => loaded(fetcher), keys);
  useEffect(() => { store.reload(); }, [store]);
  return store;
}

/** A cursor-paged list. `fetcher(query)` answers {data, pagination}; reload keeps as many rows as were shown. */
export function paged(fetcher, size = 50) {
  const rows = signal(null);
  const error = signal(null);
  const total = signal(null);
  const more = signal(null);
  let turn = 0;
  async function take(query, keep) {
    const mine = ++turn;
    try {
      const page = await fetcher(query);
      if (mine !== turn) return;
      batch(() => {
        rows.value = keep ? [...rows.value, ...page.data] : page.data;
        more.value = page.pagination?.has_more ? page.pagination.next_cursor : null;
        total.value = page.pagination?.total ?? rows.value.length;
        error.value = null;
      });
    } catch (problem) {
      if (mine === turn) error.value = problem;
    }
  }
  return {
    rows, error, total, more,
    reload: () => take({ limit: Math.min(100, Math.max(size, rows.value?.length || 0)) }, false),
    next: () => more.value && take({ limit: size, cursor: more.value }, true),
  };
}

export function usePaged(fetcher, keys, size) {
  const store = useMemo(() => paged(fetcher, size), keys);
  useEffect(() => { store.reload(); }, [store]);
  return store;
}
