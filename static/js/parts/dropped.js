// Files of a drop or of a chosen folder, folders walked through. Each comes as { file, path }; path is within its folder.

const HIDDEN = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;
const shown = ({ file }) => !HIDDEN.test(file.name);

/** What an input of type file holds. */
export const chosen = (list) => [...list].map((file) => ({ file, path: file.webkitRelativePath || "" })).filter(shown);

/** What was let go. The entries must be taken before the event ends; reading folders then takes its time. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return chosen(transfer.files);
  const found = await Promise.all(entries.map((entry) => walk(entry, "")));
  return found.flat().filter(shown);
}

async function walk(entry, above) {
  const path = `${above}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise((done, fail) => { entry.file(done, fail); }).catch(() => null);
    return file ? [{ file, path: above ? path : "" }] : [];
  }
  const found = [];
  for (const one of await children(entry)) found.push(...await walk(one, `${path}/`));
  return found;
}

/** A reader gives some entries at a time, none when it has given all. */
async function children(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => { reader.readEntries(done, fail); }).catch(() => []);
    if (!some.length) return found;
    found.push(...some);
  }
}
