// What the server says that I may do with a thing: `can: ["knowledge:change", ...]`. The room's name before the colon is left out here.

export const may = (thing, ...actions) =>
  (thing?.can ?? []).some((allowed) => actions.includes(allowed.slice(allowed.indexOf(":") + 1)));
