// The documents that this page sends. All of them are of the public schema.

const CONTENT = `fragment Content on SectionContent {
  __typename
  ... on HeroContent { name headline tagline location pictureUrl links { label url network username } }
  ... on SummaryContent { text }
  ... on ExperienceContent {
    items { organization position location url startDate endDate current summary highlights }
  }
  ... on EducationContent {
    items { institution area studyType location url startDate endDate current score highlights }
  }
  ... on ProjectsContent {
    items { name description url startDate endDate technologies highlights }
  }
  ... on SkillsContent { groups { name level keywords } }
  ... on CertificationsContent { items { name issuer date url } }
  ... on LanguagesContent { items { language fluency } }
  ... on AwardsContent { items { title awarder date summary } }
  ... on PublicationsContent { items { name publisher date url summary } }
  ... on ContactContent { email phone location links { label url network username } }
}`;

const SECTION = `fragment SectionParts on Section {
  id kind heading visible version canUndo content { ...Content }
  provenance { path start text sources { page box text } }
}`;

const PORTFOLIO_PARTS = `fragment PortfolioParts on Portfolio {
  id slug title version status engine publicUrl updatedAt
  preferences { theme { key name } accent tone customLinks { label url } showEmail showPhone showAddress }
  quality {
    score
    sections { kind score reasons { message points } }
    findings { code severity message kind page }
  }
  resumePages { number width height pictureUrl }
  sections { ...SectionParts }
  deployments(first: 10) {
    nodes { id status target portfolioVersion url canRollBack createdAt job { id } }
  }
}`;

export const ME = `query Me { me { id email displayName isGuest } }`;

export const THEMES = `query Themes { themes { key name description previewUrl } }`;

export const PORTFOLIOS = `query Portfolios {
  portfolios(first: 20) { nodes { id title status publicUrl updatedAt } }
  jobs(first: 5, filter: { kind: [BUILD], status: [QUEUED, RUNNING, CANCELLING] }) { nodes { id createdAt } }
}`;

export const PORTFOLIO = `query Portfolio($id: ID!) {
  portfolio(by: { id: $id }) { ...PortfolioParts }
}
${PORTFOLIO_PARTS} ${SECTION} ${CONTENT}`;

export const EXPORT = `query Export($id: ID!, $format: ExportFormat!) {
  portfolio(by: { id: $id }) { export(format: $format) { mediaType filename text json } }
}`;

export const JOB = `query Job($id: ID!) {
  job(id: $id) {
    id kind status stage percent canRetry canCancel
    failure { code message stage retryable }
    portfolio { id }
  }
}`;

export const FOLLOW = `subscription Follow($jobId: ID!, $after: Int!) {
  jobProgress(jobId: $jobId, after: $after) {
    sequence type at stage percent message
    section { kind heading content { ...Content } }
  }
}
${CONTENT}`;

const errors = `errors {
  code message path
  ... on ConflictError { currentVersion }
  ... on SlugTakenError { suggestions }
}`;

export const SIGN_UP = `mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    session { accessToken accessTokenExpiresAt refreshToken } ${errors}
  }
}`;

export const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session { accessToken accessTokenExpiresAt refreshToken } ${errors}
  }
}`;

export const SIGN_OUT = `mutation SignOut($input: SignOutInput!) {
  signOut(input: $input) { endedSessions ${errors} }
}`;

export const REQUEST_RESET = `mutation RequestReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { accepted ${errors} }
}`;

export const RESET_PASSWORD = `mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) { endedSessions ${errors} }
}`;

export const UPLOAD = `mutation Upload($input: UploadResumeInput!) {
  uploadResume(input: $input) { job { id } ${errors} }
}`;

export const RETRY = `mutation Retry($input: RetryJobInput!) {
  retryJob(input: $input) { job { id lastSequence } ${errors} }
}`;

export const CANCEL = `mutation Cancel($input: CancelJobInput!) {
  cancelJob(input: $input) { job { id } ${errors} }
}`;

export const UPDATE = `mutation Update($input: UpdatePortfolioInput!) {
  updatePortfolio(input: $input) { portfolio { ...PortfolioParts } ${errors} }
}
${PORTFOLIO_PARTS} ${SECTION} ${CONTENT}`;

export const UNDO = `mutation Undo($input: UndoSectionInput!) {
  undoSection(input: $input) { section { id } ${errors} }
}`;

export const REGENERATE = `mutation Regenerate($input: RegenerateSectionsInput!) {
  regenerateSections(input: $input) { job { id } proposal { id } ${errors} }
}`;

export const REFINE = `mutation Refine($input: RefinePortfolioInput!) {
  refinePortfolio(input: $input) { job { id } proposal { id } ${errors} }
}`;

export const PROPOSAL = `query Proposal($id: ID!) {
  node(id: $id) {
    ... on Proposal {
      id notes
      items { id kind before after stale texts { segments { kind text } } section { heading } }
    }
  }
}`;

export const LAST_PROPOSAL = `query LastProposal($id: ID!) {
  portfolio(by: { id: $id }) {
    proposals(first: 1) { nodes { id status instruction job { id status } } }
  }
}`;

export const ACCEPT = `mutation Accept($input: AcceptProposalInput!) {
  acceptProposal(input: $input) { proposal { id } ${errors} }
}`;

export const REJECT = `mutation Reject($input: RejectProposalInput!) {
  rejectProposal(input: $input) { proposal { id } ${errors} }
}`;

export const PUBLISH = `mutation Publish($input: PublishPortfolioInput!) {
  publishPortfolio(input: $input) { job { id } ${errors} }
}`;

export const PLACES = `query Places {
  me { isGuest }
  deployTargets {
    target title isReady isDefault isConnectable tokenPage placeTitle
    connection { accountName place }
  }
}`;

export const CONNECT = `mutation Connect($input: ConnectDeployTargetInput!) {
  connectDeployTarget(input: $input) { deployTarget { target } ${errors} }
}`;

export const DISCONNECT = `mutation Disconnect($input: DisconnectDeployTargetInput!) {
  disconnectDeployTarget(input: $input) { deployTarget { target } ${errors} }
}`;

export const ROLL_BACK = `mutation RollBack($input: RollbackDeploymentInput!) {
  rollbackDeployment(input: $input) { job { id } ${errors} }
}`;

export const PREVIEW = `mutation Preview($input: CreatePreviewLinkInput!) {
  createPreviewLink(input: $input) { link { url expiresAt } ${errors} }
}`;

export const END_PREVIEWS = `mutation EndPreviews($input: EndPreviewLinksInput!) {
  endPreviewLinks(input: $input) { portfolio { id } ${errors} }
}`;

export const UNPUBLISH = `mutation Unpublish($input: UnpublishPortfolioInput!) {
  unpublishPortfolio(input: $input) { portfolio { id } ${errors} }
}`;

export const DELETE = `mutation Delete($input: DeletePortfolioInput!) {
  deletePortfolio(input: $input) { deletedPortfolioId ${errors} }
}`;
