"""A person's own copy of all that is kept about them, as JSON; see archives.py for their files."""

import orjson
import strawberry

from showcase.api.attempts import EXPORTS
from showcase.api.context import Info
from showcase.api.scalars import JSON, URL
from showcase.services.personal_data import pack, read_personal_data

ARCHIVE_PATH = "/account/export"


@strawberry.type(description="All that is kept about a person.")
class AccountExport:
    json: JSON = strawberry.field(
        description="Every row that belongs to the person, by table, without the hashes that "
        "prove who they are."
    )
    files_url: URL = strawberry.field(
        description="GET this with the same Authorization header: the rows as account.json, the "
        "uploaded files, and each portfolio as JSON Resume and as a site, in one zip."
    )


@strawberry.type
class AccountExportQuery:
    @strawberry.field(description="All that is kept about the caller, to take away.")
    async def export_account(self, info: Info) -> AccountExport | None:
        user_id = info.context.user_id
        resources = info.context.resources
        await resources.budgets.spend(EXPORTS, subject=str(user_id))
        async with resources.database.read() as session:
            data = await read_personal_data(session, user_id=user_id)
        return AccountExport(
            json=JSON(orjson.loads(pack(data))),
            files_url=URL(resources.settings.site_url + ARCHIVE_PATH),
        )
