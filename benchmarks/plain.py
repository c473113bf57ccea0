"""The plain way to write the same quiz: FastAPI's dependencies, the same templates rendered for each request, a commit
for each sheet. Its pages are ours, so that nothing but the way they are served differs.

Form() would need one package more; the form is read by a dependency, which costs less.
"""

import sqlite3
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl

import uvicorn
from fastapi import Depends, FastAPI, Request, Response
from starlette.responses import HTMLResponse

from app.banks.loader import load_catalogue
from app.campaigns.campaign import Campaign
from app.campaigns.store import USUAL_PEOPLE
from app.resources import resource
from app.settings import load_secrets
from app.totem.course import first_unanswered
from app.web.assets import Assets
from app.web.context import CampaignContext
from app.web.language import Catalogues
from app.web.pages import Templates
from app.web.quiz.replies import with_reply
from app.web.quiz.views import seen, step_page
from app.web.quiz.visit import course_of
from app.web.tokens import Sheet, Tokens, new_sheet
from app.web.wording import Wording
from benchmarks.journey import PATH, SLUG


async def read(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def plain(secret: Path, database: Path) -> FastAPI:
    questionnaire, tokens = load_catalogue(resource("questions"))[SLUG], Tokens(load_secrets(secret))
    campaign = Campaign(
        1, SLUG, SLUG, USUAL_PEOPLE, "", 10, date.min, None, publishes_itself=False, seen_on=date(2026, 1, 1)
    )
    context, bank = CampaignContext(campaign, questionnaire, Wording("fr", USUAL_PEOPLE)), questionnaire.bank
    assets, catalogues = Assets(resource("static")), Catalogues(resource("locale"))
    templates = Templates(resource("templates"), assets, catalogues, demo=False, base_url="", figures={}, animals=True)
    app, connection = FastAPI(), sqlite3.connect(database, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE tally (name TEXT PRIMARY KEY, n INTEGER)")

    def page(sheet: Sheet, *, fragment: bool) -> Response:
        course = course_of(context, sheet)
        at = first_unanswered(course, sheet.answers)
        looks = seen(context, sheet, course, at, fragment=fragment, missing=False)
        step = step_page(context, looks, f"quiz/{SLUG}", tokens.seal_sheet(SLUG, bank, sheet))
        return HTMLResponse(templates.render(step, "step" if fragment else None))

    @app.get(PATH)
    async def first() -> Response:
        return page(new_sheet(bank, time.time()), fragment=False)

    @app.post(PATH)
    async def answer(form: Annotated[dict[str, str], Depends(read)]) -> Response:
        sheet = tokens.open_sheet(SLUG, bank, form["s"], time.time())
        step = course_of(context, sheet)[int(form["q"]) - 1]
        if step is None:
            return count(sheet)
        return page(replace(sheet, answers=with_reply(bank, sheet.answers, step, form)), fragment=True)

    def count(sheet: Sheet) -> Response:
        told = [(f"{at} {reply}",) for at, reply in enumerate((*sheet.answers.replies, *sheet.answers.choices))]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO tally VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1", told)
        connection.execute("COMMIT")
        return Response(status_code=204, headers={"HX-Redirect": "/fr/result"})

    return app


def main(arguments: Any) -> None:
    port, secret, database = int(arguments[1]), Path(arguments[2]), Path(arguments[3])
    uvicorn.run(plain(secret, database), port=port, access_log=False, log_config=None, server_header=False)


if __name__ == "__main__":
    main(sys.argv)
