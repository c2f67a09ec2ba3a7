// The tabs that a first visitor finds, in the order in which to run them.
window.examples = [
  `# 1. Make an account. This page then signs your requests by itself, until you close it.
mutation SignUp {
  signUp(input: { email: "ada@example.com", password: "a long pass phrase" }) {
    session { accessToken accessTokenExpiresAt }
    user { id email }
    errors { code message path }
  }
}
`,
  `# Or, with an account: sign in.
mutation SignIn {
  signIn(input: { email: "ada@example.com", password: "a long pass phrase" }) {
    session { accessToken accessTokenExpiresAt }
    errors { code message path }
  }
}
`,
  `# 2. Upload a resume. This page cannot send files, so take a terminal and your access token:
#
#   curl SHOWCASE/graphql \\
#     -H "Authorization: Bearer TOKEN" \\
#     -F operations='{"query": "mutation($file: Upload!) {
#          uploadResume(input: {file: $file}) { job { id } errors { code message } } }",
#          "variables": {"file": null}}' \\
#     -F map='{"file": ["variables.file"]}' \\
#     -F file=@resume.pdf
#
# Then find its job here.
query Jobs {
  jobs(first: 5) {
    nodes {
      id
      kind
      status
      stage
      percent
      failure { code message retryable }
      portfolio { slug publicUrl }
    }
  }
}
`.replace("SHOWCASE", window.location.origin),
  `# 3. Watch a job: all that has happened, then what happens, until it ends.
subscription Watch {
  jobProgress(jobId: "THE-ID-OF-A-JOB") {
    sequence
    type
    stage
    percent
    message
    section { kind heading }
  }
}
`,
  `# 4. Read your portfolios.
query Portfolios {
  portfolios(first: 5) {
    nodes {
      id
      slug
      title
      status
      publicUrl
      sections {
        id
        kind
        heading
        content {
          ... on HeroContent { name headline tagline }
          ... on SummaryContent { text }
          ... on ExperienceContent { items { organization position startDate endDate highlights } }
          ... on EducationContent { items { institution studyType area endDate } }
          ... on ProjectsContent { items { name description url } }
          ... on SkillsContent { groups { name keywords } }
        }
      }
    }
  }
}
`,
  `# 5. Say what should be different. Nothing changes yet: the job prepares a proposal.
mutation Refine {
  refinePortfolio(
    input: {
      portfolioId: "THE-ID-OF-A-PORTFOLIO"
      instruction: "shorter about, darker theme, projects first"
    }
  ) {
    job { id }
    proposal { id status }
    errors { code message path }
  }
}
`,
  `# 6. Look at what would change, word by word…
query Proposal {
  node(id: "THE-ID-OF-A-PROPOSAL") {
    ... on Proposal {
      status
      notes
      items {
        id
        kind
        stale
        section { heading }
        texts { path segments { kind text } }
        before
        after
      }
    }
  }
}
`,
  `# 7. …and accept all of it, or with itemIds a part.
mutation Accept {
  acceptProposal(input: { proposalId: "THE-ID-OF-A-PROPOSAL" }) {
    proposal { status portfolio { version status } }
    errors { code message path }
  }
}
`,
  `# 8. Put a portfolio online, as it is now.
mutation Publish {
  publishPortfolio(input: { portfolioId: "THE-ID-OF-A-PORTFOLIO" }) {
    job { id status }
    deployment { id status }
    errors { code message path }
  }
}
`,
].map((query) => ({ query }));
