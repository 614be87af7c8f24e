import asyncio
import os
import threading
from contextlib import aclosing

import pytest

from appliance.engines.egress import Egress, Rule
from appliance.engines.http import Call, Http, HttpFailed, Limits
from tests.engines.loopback import SSE_HEAD, open_door, serving

QUICK = Limits(connect=1.0, head=0.2, read=0.1, total=0.5, body=100_000, line=10_000)
CONFUSED = (
    "http://127.0.0.1:{port}/ http://example.org@127.0.0.1:{port}/ http://127.0.0.1:{port}@example.org/ "
    "http://2130706433:{port}/ "
    "http://0x7f000001:{port}/ http://0177.0.0.1:{port}/ http://127.1:{port}/ http://[::1]:{port}/ "
    "http://[::ffff:127.0.0.1]:{port}/ "
    "http://[::ffff:7f00:1]:{port}/ http://localhost:{port}/ http://LOCALHOST.:{port}/ "
    "http://127.0.0.1.:{port}/ http://0:{port}/ "
    "http://0.0.0.0:{port}/ http://[::]:{port}/ http://127.0.0.1:{port}\\@example.org/ "
    "http://example.org#@127.0.0.1:{port}/ "
    "http:127.0.0.1:{port}/ http:/127.0.0.1:{port}/ //127.0.0.1:{port}/ http:///127.0.0.1:{port}/ "
    "file:///etc/passwd ftp://127.0.0.1:{port}/ "
    "gopher://127.0.0.1:{port}/ unix:///tmp/x data:text/plain,x http://127。0。0。1:{port}/ "
    "http://①②⑦.0.0.1:{port}/ http://127.0.0.1%00:{port}/ "
    "http://127.0.0.1%20:{port}/ http://127.0.0.1%2f@x:{port}/ http://[127.0.0.1]:{port}/ "
    "http://[fe80::1%25lo]:{port}/ http://:{port}/ "
    "http://user:pw@127.0.0.1:{port}/ http://127.000.000.001:{port}/ http://0x7f.0.0.0x1:{port}/ "
    "http://017700000001:{port}/ "
    "http://127.0.0.1:{port}?@example.org/ http://127.0.0.1:{port}/%2e%2e ht\ttp://127.0.0.1:{port}/"
)
CONFUSING = CONFUSED.split(" ")


async def fetched(egress, url, feature="models", redirects=0, **headers):
    http = Http(egress, feature, limits=QUICK)
    try:
        return await http.fetch(Call("GET", url, headers), redirects)
    finally:
        await http.aclose()


async def ok(visit):
    await visit.reply(200, b"hello")


def test_an_answer_comes_whole():
    async def run():
        async with serving(ok) as server:
            reply = await fetched(open_door(), server.url + "/a?b=c", authorization="Bearer x")
            return reply, server.visits[0].head

    reply, head = asyncio.run(run())
    assert (reply.status, reply.body) == (200, b"hello")
    assert head.startswith("GET /a?b=c HTTP/1.1")
    assert "authorization: Bearer x" in head


def test_forty_confusing_urls_never_reach_the_canary():
    async def run():
        async with serving(ok) as canary:
            egress = Egress([Rule("webpages")])
            for url in CONFUSING:
                with pytest.raises(HttpFailed) as failure:
                    await fetched(egress, url.format(port=canary.port), "webpages")
                assert failure.value.kind in {"refused", "bad_url"}, url
            return len(canary.visits)

    assert len(CONFUSING) >= 40
    assert asyncio.run(run()) == 0


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/", "http://169.254.169.254/", "http://2130706433:{port}/", "//0.0.0.0:{port}/"]
)
def test_a_redirect_inside_is_refused_with_no_hit_on_the_canary(target):
    async def run():
        async with serving(ok) as canary:
            where = target.format(port=canary.port)
            async with serving(lambda visit: visit.reply(302, b"", f"Location: {where}")) as outside:
                pin = frozenset({("page.example", outside.port)})
                rules = [Rule("webpages", private=True, targets=pin), Rule("webpages")]
                egress = Egress(rules, resolver=lambda host, _: ["127.0.0.1"] if "example" in host else [host])
                with pytest.raises(HttpFailed) as failure:
                    await fetched(egress, f"http://page.example:{outside.port}/", "webpages", redirects=5)
                return failure.value.kind, len(outside.visits), len(canary.visits)

    assert asyncio.run(run()) == ("refused", 1, 0)


def test_redirects_are_not_followed_unless_asked():
    async def run():
        async with serving(lambda visit: visit.reply(302, b"", "Location: /other")) as server:
            reply = await fetched(open_door(), server.url)
            return reply.status, len(server.visits)

    assert asyncio.run(run()) == (302, 1)


def test_endless_redirects_end():
    async def run():
        async with serving(lambda visit: visit.reply(302, b"", "Location: /again")) as server:
            with pytest.raises(HttpFailed) as failure:
                await fetched(open_door(), server.url, redirects=3)
            return failure.value.kind, len(server.visits)

    assert asyncio.run(run()) == ("redirects", 4)


def test_credentials_do_not_follow_a_redirect_to_another_origin():
    async def run():
        async with serving(ok) as other:
            async with serving(lambda visit: visit.reply(307, b"", f"Location: {other.url}/")) as server:
                await fetched(open_door(), server.url, redirects=1, authorization="Bearer secret", accept="text/x")
            return other.visits[0].head

    head = asyncio.run(run())
    assert "secret" not in head
    assert "accept: text/x" in head


def test_the_proxy_of_the_environment_is_not_heeded():
    async def run():
        async with serving(ok) as proxy, serving(ok) as server:
            os.environ["HTTP_PROXY"] = os.environ["ALL_PROXY"] = proxy.url
            try:
                await fetched(open_door(), server.url)
            finally:
                del os.environ["HTTP_PROXY"], os.environ["ALL_PROXY"]
            return len(proxy.visits), len(server.visits)

    assert asyncio.run(run()) == (0, 1)


def test_cookies_are_not_kept():
    async def run():
        async with serving(lambda visit: visit.reply(200, b"", "Set-Cookie: a=b")) as server:
            http = Http(open_door(), "models", limits=QUICK)
            for _ in range(2):
                await http.fetch(Call("GET", server.url))
            await http.aclose()
            return server.visits[1].head

    assert "cookie" not in asyncio.run(run()).lower()


async def hang(visit):
    await visit.hang()


async def endless_body(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await visit.send(b"x" * 65536)


async def drip(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await visit.send(b"x")
        await asyncio.sleep(0.02)


async def stall(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
    await visit.hang()


async def cut(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort")


async def packed(visit):
    await visit.reply(200, b"\x1f\x8b", "Content-Encoding: gzip")


async def long_head(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5_000_000)


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (hang, "timeout"),
        (stall, "timeout"),
        (drip, "timeout"),
        (endless_body, "too_large"),
        (cut, "broken"),
        (packed, "broken"),
        (long_head, "broken"),
    ],
)
def test_a_hostile_server_ends_in_a_clean_failure(handler, kind):
    async def run():
        async with serving(handler) as server:
            with pytest.raises(HttpFailed) as failure:
                await fetched(open_door(), server.url)
            return failure.value.kind

    assert asyncio.run(run()) == kind


def test_nobody_listening_is_a_connect_failure():
    async def run():
        async with serving(ok) as server:
            url = server.url
        with pytest.raises(HttpFailed) as failure:
            await fetched(open_door(), url)
        return failure.value.kind

    assert asyncio.run(run()) == "connect"


def test_cancelling_closes_the_connection():
    async def run():
        async def handler(visit):
            await visit.send(SSE_HEAD + b"data: 1\n\n")
            await visit.hang()

        async with serving(handler) as server:
            http = Http(open_door(), "models")

            async def read():
                async with http.open(Call("GET", server.url)) as incoming, aclosing(incoming.events()) as events:
                    async for event in events:
                        seen.set_result(event.data)

            seen = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(read())
            assert await seen == "1"
            task.cancel()
            await asyncio.wait_for(server.visits[0].gone.wait(), 1.0)
            await asyncio.gather(task, return_exceptions=True)
            await http.aclose()

    asyncio.run(run())


def test_a_name_that_is_never_resolved_is_a_connect_failure():
    done = threading.Event()

    async def run():
        egress = Egress([Rule("models")], resolver=lambda *_: done.wait(5) and [])
        with pytest.raises(HttpFailed) as failure:
            http = Http(egress, "models", limits=Limits(connect=0.05))
            await http.fetch(Call("GET", "http://slow.example/"))
        done.set()
        return failure.value.kind

    assert asyncio.run(run()) == "connect"
