"""What tests of live progress share: how jobs are watched, and how sessions end meanwhile."""

from tests.support.api import PASSWORD, Api, Person

WATCH = """
subscription ($id: ID!, $after: Int! = 0) {
  jobProgress(jobId: $id, after: $after) {
    sequence type stage percent message
    section { kind heading content { ... on SummaryContent { text } } }
    job { id status lastSequence }
  }
}
"""
SIGN_OUT = """
mutation ($token: String!) {
  signOut(input: {refreshToken: $token}) { endedSessions }
}
"""

REFRESH = """
mutation ($token: String!) { refreshSession(input: {refreshToken: $token}) { errors { code } } }
"""
DELETE = """
mutation ($password: String!) {
  deleteAccount(input: {password: $password}) { deletedUserId errors { code } }
}
"""
RETRY = "mutation ($id: ID!) { retryJob(input: {jobId: $id}) { errors { code } } }"


async def sign_out(api: Api, person: Person) -> None:
    await api.run(SIGN_OUT, token=person.refresh_token)


async def use_a_token_twice(api: Api, person: Person) -> None:
    for _ in range(2):
        await api.run(REFRESH, token=person.refresh_token)


async def delete_account(api: Api, person: Person) -> None:
    await api.run(DELETE, who=person, password=PASSWORD)


ENDS = {
    "signed out": sign_out,
    "refresh token used twice": use_a_token_twice,
    "account deleted": delete_account,
}
