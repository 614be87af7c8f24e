"""An administrator lets vectors come from a server, sees it tried, and a base builds its new index, in a browser."""

import pytest

from tests.rooms.knowledge.embedding_server import embedder
from tests.rooms.knowledge.judge import judging

pytestmark = pytest.mark.browser


@pytest.fixture
def server():
    with embedder() as made:
        yield made


def choosing(ada):
    ada.go("/settings/health")
    ada.page.get_by_role("button", name="Choose a model").press("Enter")
    return ada.page.locator("dialog")


def fill(dialog, server, model):
    dialog.get_by_label("Address").fill(server.url)
    dialog.get_by_label("Model", exact=True).fill(model)


def test_a_server_is_tried_and_chosen_and_another_builds_a_generation(visit, server):
    ada = visit()
    ada.set_up()
    ada.page.evaluate(
        """async () => {
          const { api } = await import("app/house/api.js");
          window.base = (await api.collections.create_base({}, { name: "Files" })).id;
          await api.ingest.ingest_document({}, { knowledge_base_id: window.base, id: "one", text: "The automobile is loud." });
        }"""
    )
    base = ada.page.evaluate("window.base")
    dialog = choosing(ada)
    server.status = 401
    fill(dialog, server, "e5")
    dialog.get_by_label("Key").fill("sk-secret")
    dialog.get_by_role("button", name="Test").press("Enter")
    dialog.get_by_text("the embedding server answered 401").wait_for()
    server.status = 200
    dialog.get_by_role("button", name="Test").press("Enter")
    dialog.get_by_text("e5 answers: 16 numbers in").wait_for()
    dialog.get_by_role("button", name="Save").press("Enter")
    ada.page.get_by_text("Model chosen").wait_for()
    ada.page.get_by_text("Chosen here.").wait_for()
    assert server.keys == {"sk-secret"}
    dialog = choosing(ada)
    fill(dialog, server, "e6")
    dialog.get_by_role("button", name="Save").press("Enter")
    dialog.wait_for(state="detached")
    ada.go(f"/knowledge/{base}/index")
    ada.page.get_by_role("button", name="Back to this one").wait_for()
    ada.page.get_by_text("e6", exact=True).wait_for()
    ada.page.get_by_label("A new generation serves").select_option("manual")
    ada.page.get_by_text("Saved").first.wait_for()


def test_a_reranking_server_is_tried_and_chosen_and_taken_back(visit):
    ada = visit()
    ada.set_up()
    dialog = ada.page.locator("dialog")
    ada.make_base("Pies")
    ada.page.get_by_role("button", name="Knowledge base actions").press("Enter")
    ada.page.get_by_role("menuitem", name="Edit").press("Enter")
    dialog.get_by_text("no reranking server yet").wait_for()
    ada.go("/settings/health")
    with judging() as judge:
        judge.wished = "otter"
        ada.page.get_by_role("button", name="Choose a server").press("Enter")
        dialog.get_by_label("Address").fill(judge.url)
        dialog.get_by_label("Key").fill("sk-secret")
        dialog.get_by_role("button", name="Test").press("Enter")
        dialog.get_by_text("puts the fitting sentence first").wait_for()
        dialog.get_by_role("button", name="Save").press("Enter")
        ada.page.get_by_text("Server chosen").wait_for()
        ada.page.get_by_text("Chosen here.").wait_for()
        assert set(judge.keys) == {"Bearer sk-secret"}
    ada.page.get_by_role("button", name="Take the choice back").press("Enter")
    dialog.get_by_role("button", name="Take the choice back").press("Enter")
    ada.page.get_by_text("No server was chosen.").wait_for()
