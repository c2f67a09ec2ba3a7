"""GraphiQL in a real browser: from our own origin alone, with queries and subscriptions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from showcase.api import graphiql
from showcase.api.documents import make_check
from showcase.api.schema import make_schema
from tests.support.api import Api

DEBOUNCE_MS = 300
"""How long GraphiQL waits before it reads a tab's operation; it shows no sign of it."""
SIGN_IN = """
mutation {
  signIn(input: {email: "ada@example.com", password: "a long pass phrase"}) {
    session { accessToken }
  }
}
"""
UPLOAD = "mutation ($file: Upload!) { uploadResume(input: {file: $file}) { job { id } } }"
CANCEL = "mutation ($id: ID!) { cancelJob(input: {jobId: $id}) { errors { code } } }"
WRITE = """
(text) => document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.setValue(text)
"""
RUN = ".graphiql-execute-button"
EDITOR = ".graphiql-query-editor"
RESULT = ".result-window"

pytestmark = pytest.mark.skipif(
    not (graphiql.BUILT / "graphiql.min.js").exists(), reason="scripts/assets has not been run"
)


@pytest_asyncio.fixture
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page, freshly loaded; whatever it asks of others or complains of fails the test."""
    page = await browser.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
    page.on(
        "request", lambda sent: None if at_home(sent.url, address) else trouble.append(sent.url)
    )
    await page.goto(f"{address}/graphql")
    yield page
    await page.close()
    assert trouble == []


def at_home(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


async def run(page: Page, tab: str) -> None:
    """Run what stands in a tab."""
    await page.get_by_role("tab", name=tab).click()
    await expect(page.locator(EDITOR)).to_contain_text(f"{tab} {{")
    await page.wait_for_timeout(DEBOUNCE_MS)
    await page.click(RUN)


async def test_a_newcomer_signs_up_and_is_signed_in(api: Api, page: Page) -> None:
    await run(page, "SignUp")
    await expect(page.locator(RESULT)).to_contain_text('"email": "ada@example.com"')

    await run(page, "Jobs")
    await expect(page.locator(RESULT)).to_contain_text('"nodes": []')


async def test_a_subscription_runs_from_the_page(api: Api, page: Page) -> None:
    await run(page, "Watch")

    await expect(page.locator(RESULT)).to_contain_text("NOT_FOUND")


async def test_a_job_of_whoever_signed_in_is_watched_to_its_end(api: Api, page: Page) -> None:
    await run(page, "SignUp")
    await expect(page.locator(RESULT)).to_contain_text('"email": "ada@example.com"')
    job = await start_job(api)
    await api.run(CANCEL, headers=job.headers, id=job.id)

    await page.get_by_role("tab", name="Watch").click()
    await expect(page.locator(EDITOR)).to_contain_text("Watch {")
    await page.evaluate(WRITE, f'subscription Mine {{ jobProgress(jobId: "{job.id}") {{ type }} }}')
    await run(page, "Mine")

    await expect(page.locator(RESULT)).to_contain_text('"type": "CANCELLED"')


@dataclass(frozen=True)
class StartedJob:
    """A job, and the headers of who started it."""

    id: str
    headers: dict[str, str]


async def start_job(api: Api) -> StartedJob:
    """Upload as the person that the examples sign up."""
    session = (await api.run(SIGN_IN)).data["signIn"]["session"]
    headers = {"Authorization": f"Bearer {session['accessToken']}"}
    answer = await api.send_file(UPLOAD, file=b'{"basics": {"name": "Ida Novak"}}', headers=headers)
    return StartedJob(answer.data["uploadResume"]["job"]["id"], headers)


async def test_the_examples_fit_the_schema(page: Page) -> None:
    schema, check = make_schema()._schema, make_check(explorable=True)

    queries = await page.evaluate("window.examples.map((example) => example.query)")

    assert len(queries) == 9
    for query in queries:
        assert check(schema, query) == ()
