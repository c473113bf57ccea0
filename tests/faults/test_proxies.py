"""Behind a proxy, as deploy/ ships them: places that nobody chooses, logs that tell of nobody, screens that follow."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Client

from tests.proxies import DEPLOY, HOST, Proxy, caddy, nginx
from tests.site import LiveSite
from tests.web.player import Player

pytestmark = pytest.mark.slow

PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path_factory.mktemp("site"), TOTEM_BASE_URL=f"https://{HOST}")
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request: pytest.FixtureRequest, site: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with PROXIES[request.param](site, tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def client(proxy: Proxy) -> Iterator[Client]:
    with proxy.client() as client:
        yield client


def passphrase(site: LiveSite) -> str:
    return (site.folder / "secrets" / "passphrase").read_text().strip()


def campaign(client: Client, site: LiveSite, slug: str, protection: str) -> str:
    """The address of its organiser's page."""
    typed = {
        "passphrase": passphrase(site), "slug": slug, "bank": "express", "people": "users", "edition": "2027",
        "protection": protection, "code": "LOUTRE27",
    }  # fmt: skip
    made = client.post("/fr/organise", data=typed)
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def journey(client: Client, site: LiveSite, name: str) -> list[str]:
    """One of each kind, every address that it leads to; and all that would tell of somebody in a log."""
    player = Player(client, "express")  # type: ignore[arg-type]
    player.to_the_end(lambda screen, name, values: values[0])
    seen = [player.finish("count")]
    result = re.findall(r"/result/([^?/]+)", seen[0])[0]
    seen += [f"/fr/result/{result}/code.svg", f"/fr/duo/{result}/{result}"]
    organiser = campaign(client, site, f"invited-{name}", "invitation")
    seen += [organiser, organiser.partition("?")[0] + "/preview"]
    key = organiser.split("/")[4].partition("?")[0]
    links = client.post(organiser.partition("?")[0] + "/invite", data={"many": "2"}).text
    invitation = re.findall(r"/fr(/invitation/[^\s;]+)", links)[0]
    sheet = client.post(f"/fr{invitation}").headers["location"]
    given = re.findall(r"s=([^&]+)", sheet)[0]
    seen += [f"/fr{invitation}", sheet, f"/fr/entry/invited-{name}?s={given}"]
    opened = client.post("/fr/seminar", data={"bank": "express", "language": "fr", "pace": "free", "name": ""})
    remote = str(opened.headers["location"]).partition("?")[0]
    page = client.get(remote).text
    screen = re.findall(r"/screen/([A-Za-z0-9_-]+)", page)[0]
    client.post(remote, data={"action": "next"})
    code = re.findall(r"/j/([A-Z0-9]+)", client.get(f"{remote}/sheet").text)[0]
    arrival = re.findall(r'name="s" value="([^"]+)"', client.get(f"/fr/j/{code}").text)[0]
    room = str(client.post(f"/fr/j/{code}", data={"s": arrival}).headers["location"])
    seen += [remote, f"{remote}/sheet", f"/fr/screen/{screen}", f"/fr/screen/{screen}/recap", f"/fr/j/{code}", room]
    for address in seen:
        client.get(address)
    slug = re.findall(r"/quiz/([^?]+)", room)[0]
    return [result, key, invitation, screen, remote.rpartition("/")[2], code, arrival, slug, given]


def test_the_place_of_a_request_is_the_proxys_word_alone(client: Client, site: LiveSite) -> None:
    """Ten wrong passphrases from one place: whatever the visitor writes, that is where all forty come from."""
    site.restart()
    said = []
    for at in range(40):
        invented = {"X-Forwarded-For": f"9.9.{at}.1", "Forwarded": f"for=9.9.{at}.2"}
        said.append(client.post("/fr/organise", data={"passphrase": f"wrong {at}"}, headers=invented).text)
    tried = sum("pas la phrase de passe" in one for one in said)
    refused = sum("dix minutes" in one for one in said)
    assert 0 < tried <= 10
    assert tried + refused == 40
    site.restart()


def test_no_log_tells_of_anybody_even_when_the_site_is_gone(
    client: Client, site: LiveSite, proxy: Proxy, request: pytest.FixtureRequest
) -> None:
    secrets = journey(client, site, "one" if "nginx" in str(proxy.folder) else "two")
    assert client.get("/fr/method").status_code == 200
    site.stop()
    assert client.get(f"/fr/result/{secrets[0]}").status_code == 502
    site.start()
    logs = proxy.logs
    if "nginx" in str(proxy.folder):
        assert "GET /fr/method" in logs
        assert "127.0.0.1" not in logs
    assert [secret for secret in secrets if secret in logs] == []
    assert "s=" not in logs


def test_a_screen_follows_at_once(client: Client) -> None:
    """What is said is far less than a proxy's buffer holds, and the stream has no end: it comes, or waits for ever."""
    opened = client.post("/fr/seminar", data={"bank": "express", "language": "fr", "pace": "free", "name": ""})
    remote = str(opened.headers["location"]).partition("?")[0]
    key = re.findall(r"/screen/([A-Za-z0-9_-]+)", client.get(remote).text)[0]
    with client.stream("GET", f"/fr/screen/{key}/stream") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        parts = stream.iter_text()
        assert "data:" in next(parts)
        client.post(remote, data={"action": "next"})
        assert any("data:" in part for part in parts)


def test_a_form_that_is_too_large_has_the_sites_own_page(client: Client) -> None:
    response = client.post("/fr/duo", data={"one": "x" * 70_000})
    assert response.status_code == 413
    assert "formulaire" in response.text


def test_the_proxies_say_who_asks_and_for_which_host(client: Client, site: LiveSite) -> None:
    client.get("/fr/")
    log = (site.folder / "log").read_text()
    assert "X-Forwarded-For" not in log
    assert "Totem" not in client.get("/fr/", headers={"Host": "other.example"}).text


def test_all_that_an_operator_reads_is_there() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert f"TOTEM_BASE_URL=https://{HOST}" in text
    assert (Path("docs") / "operating.md").read_text(encoding="utf-8").count("deploy/") >= 2
