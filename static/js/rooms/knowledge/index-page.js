// The index of one base: its generations, and the golden questions that judge them.
import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { useLive } from "app/house/live.js";
import { to } from "app/house/place.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { Generations } from "app/rooms/knowledge/generations.js";
import { Bench } from "app/rooms/knowledge/bench.js";

const LOOK_MS = 2000;

export default function IndexPage({ params: { id } }) {
  const base = useLoaded(() => api.collections.read_base({ id }), [id]);
  const list = usePaged((query) => api.generations.list_generations({ id, query }), [id]);
  useLive(id, () => Promise.all([base.reload(), list.reload()]));
  const isBuilding = list.rows.value?.some((one) => ["building", "waiting"].includes(one.state));
  useEffect(() => {
    if (!isBuilding) return undefined;
    const timer = setInterval(list.reload, LOOK_MS);
    return () => clearInterval(timer);
  }, [isBuilding]);
  return html`<${Await} value=${base.data.value} error=${base.error.value} onRetry=${base.reload}>
    ${(found) => html`<${Page} title=${t("index.title")} back=${{ href: to(`/knowledge/${id}`), text: found.name }}>
      <${Section} title=${t("index.generations")} text=${t("index.generations_text")}>
        <${Generations} base=${found} list=${list} mayChange=${may(found, "change")} />
      <//>
      <${Section} title=${t("bench.title")} text=${t("bench.text")}>
        <${Bench} base=${found} generations=${list.rows.value ?? []} mayWrite=${may(found, "write")} />
      <//>
    <//>`}
  <//>`;
}
