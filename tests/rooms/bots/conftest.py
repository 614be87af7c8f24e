"""`published`: a house with a bot and a deployment of one agent; `client` is OpenAI's own library talking to it."""

import dataclasses
import json

import openai
import pytest

from tests.rooms.bots.published import publish
from tests.rooms.chat.stage import SCRIPT


@pytest.fixture
def config(config, tmp_path):
    script = tmp_path / "script.json"
    script.write_text(json.dumps(SCRIPT))
    return dataclasses.replace(config, script_file=script)


@pytest.fixture
def published(house, cleo):
    return publish(house, cleo)


@pytest.fixture
def client(published):
    with openai.OpenAI(
        api_key=published.key["secret"], base_url=f"http://127.0.0.1:{published.house.port}/api/v1", max_retries=0
    ) as found:
        yield found
