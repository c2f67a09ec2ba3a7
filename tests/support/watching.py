"""What tests of live progress share: how jobs are watched, and how sessions end meanwhile."""

from tests.support.api import PASSWORD, SIGN_OUT, Api, Person

WATCH = """
subscription ($id: ID!, $after: Int! = 0) {
  jobProgress(jobId: $id, after: $after) {
    sequence type stage percent message
    section { kind heading content { ... on SummaryContent { text } } }
    job { id status lastSequence }
  }
}
"""
REFRESH = """
mutation ($token: String!) {
  refreshSession(input: {refreshToken: $token}) { session { refreshToken } errors { code } }
}
"""
DELETE = """
mutation ($password: String!) {
  deleteAccount(input: {password: $password}) { deletedUserId errors { code } }
}
"""
RETRY = "mutation ($id: ID!) { retryJob(input: {jobId: $id}) { errors { code } } }"


async def sign_out(api: Api, person: Person) -> None:
    await api.run(SIGN_OUT, token=person.refresh_token)


async def use_an_old_token(api: Api, person: Person) -> None:
    token = person.refresh_token
    for _ in range(2):
        answer = await api.run(REFRESH, token=token)
        token = answer.data["refreshSession"]["session"]["refreshToken"]
    await api.run(REFRESH, token=person.refresh_token)


async def delete_account(api: Api, person: Person) -> None:
    await api.run(DELETE, who=person, password=PASSWORD)


ENDS = {
    "signed out": sign_out,
    "old refresh token used": use_an_old_token,
    "account deleted": delete_account,
}
