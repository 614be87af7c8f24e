// All bases that I may see, and making a new one.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLive } from "app/house/live.js";
import { navigate } from "app/house/router.js";
import { isAtLeast } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { Badge } from "app/parts/badge.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Icon } from "app/parts/icon.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { BaseForm } from "app/rooms/knowledge/base-form.js";
import { Folders } from "app/rooms/knowledge/folders.js";
import { SearchBox } from "app/rooms/knowledge/search.js";
import { StateCount } from "app/rooms/knowledge/states.js";

export default function KnowledgePage({ query: place }) {
  const bases = usePaged((query) => api.collections.list_bases({ query }), []);
  const [making, setMaking] = useState(false);
  useLive("kb_ doc_", bases.reload);
  const make = isAtLeast("editor") && html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t("base.new")}<//>`;
  const market = html`<${ButtonLink} icon="globe" href=${to("/knowledge/marketplace")}>${t("market.title")}<//>`;
  const create = async (draft) => navigate(`/knowledge/${(await api.collections.create_base({}, draft)).id}`);
  const questions = isAtLeast("admin") && html`<${ButtonLink} href=${to("/knowledge/questions")}>${t("questions.title")}<//>`;
  return html`<${Page} title=${t("nav.knowledge")} intro=${t("knowledge.intro")} actions=${html`${market}${bases.rows.value?.length ? html`${questions}${make}` : null}`}>
    ${bases.rows.value?.length > 0 && html`<${SearchBox} place=${place} />`}
    <${Await} value=${bases.rows.value} error=${bases.error.value} onRetry=${bases.reload} kind="card">
      ${(rows) => (rows.length ? html`<ul class="cards">${rows.map((base) => html`<${BaseCard} key=${base.id} base=${base} />`)}</ul>`
        : html`<${Empty} icon="book" title=${t("knowledge.empty.title")} text=${t("knowledge.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${bases} />
    ${isAtLeast("admin") && html`<${Folders} />`}
    ${making && html`<${Dialog} title=${t("base.new")} onClose=${() => setMaking(false)}>
      <${BaseForm} action=${t("create")} onSave=${create} onCancel=${() => setMaking(false)} /><//>`}
  <//>`;
}

function BaseCard({ base }) {
  return html`<li class="card">
    <div class="card-icon"><${Icon} name=${base.visibility === "private" ? "lock" : "book"} /></div>
    <h2><a href=${to(`/knowledge/${base.id}`)}>${base.name}</a></h2>
    <p class="card-text">${base.description || t("base.no_description")}</p>
    <p class="card-foot">${tn("documents", base.document_count ?? 0)}<${StateCount} states=${base.documents_by_state} />
      ${base.installed && html`<${Badge} tone="good">${tp("market.state", "installed")}<//>`}${base.publication && !base.installed && html`<${Badge}>${t("publication.listed")}<//>`}</p>
  </li>`;
}
