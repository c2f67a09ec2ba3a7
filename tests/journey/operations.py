"""The operations of the journey, as a stranger's client would send them."""

SIGN_UP = """
mutation ($input: SignUpInput!) {
  signUp(input: $input) { session { accessToken } user { id email } errors { code message } }
}
"""

UPLOAD = """
mutation ($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id status } errors { code message path } }
}
"""

FOLLOW = """
subscription ($jobId: ID!, $after: Int! = 0) {
  jobProgress(jobId: $jobId, after: $after) {
    sequence type stage percent message section { kind heading } job { status }
  }
}
"""

JOB = """
query ($id: ID!) {
  job(id: $id) {
    status stage percent lastSequence canRetry
    failure { code message stage retryable }
    portfolio { id slug publicUrl }
  }
}
"""

PORTFOLIO = """
query ($id: ID!) {
  portfolio(by: {id: $id}) {
    title slug version status publicUrl engine
    sections {
      id kind heading version canUndo
      sources { path page box text }
      content {
        __typename
        ... on HeroContent { name headline }
        ... on ExperienceContent { items { organization position startDate highlights } }
        ... on EducationContent { items { institution } }
        ... on SkillsContent { groups { name keywords } }
        ... on ProjectsContent { projects: items { name } }
        ... on SummaryContent { text }
      }
    }
  }
}
"""

REGENERATE = """
mutation ($input: RegenerateSectionsInput!) {
  regenerateSections(input: $input) { job { id } errors { code message } }
}
"""

REVIEW = """
mutation ($input: RegenerateSectionsInput!) {
  regenerateSections(input: $input) { job { id } proposal { id } errors { code message } }
}
"""

REFINE = """
mutation ($input: RefinePortfolioInput!) {
  refinePortfolio(input: $input) { job { id } proposal { id } errors { code message } }
}
"""

CANCEL = """
mutation ($input: CancelJobInput!) { cancelJob(input: $input) { errors { code message } } }
"""

PUBLISH = """
mutation ($input: PublishPortfolioInput!) {
  publishPortfolio(input: $input) { job { id } deployment { status } errors { code message } }
}
"""

DELETE_ACCOUNT = """
mutation ($input: DeleteAccountInput!) {
  deleteAccount(input: $input) { deletedUserId errors { code message } }
}
"""
