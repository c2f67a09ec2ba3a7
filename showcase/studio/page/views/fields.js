// Which fields the sections have, by the type of what they hold: what the forms are made from.

const field = (kind, empty = null) => (name, label, options = {}) => ({ kind, name, label, empty, ...options });
const line = field("line");
const prose = field("prose");
const lines = field("lines", []);
const list = field("list", []);
const flag = field("flag", false);
const address = field("address");

const NEEDED = { empty: "", required: true };
const TEXT = { empty: "" };  // may be empty, but not null

const PERIOD = [
  line("startDate", "From", { hint: "2021 or 2021-03" }),
  line("endDate", "To", { hint: "2024 or 2024-06" }),
];
const LINK = [line("label", "Text", NEEDED), address("url", "Address", NEEDED)];
const links = list("links", "Links", { noun: "link", fields: LINK });
const items = (noun, fields) => list("items", "", { noun, fields });

/** The fields of what a site is called and which links it adds. */
export const DETAILS = [
  line("title", "Title", { ...NEEDED, longest: 200, note: "What it is called here. Visitors read your name instead." }),
  list("customLinks", "More links, after those of the sections", {
    noun: "link",
    fields: [line("label", "Text", { ...NEEDED, longest: 80 }), address("url", "Address", NEEDED)],
  }),
];

/** For each type: its member of SectionContentInput, its fields, and what a new item is made from. */
export const FORMS = {
  HeroContent: {
    member: "hero",
    fields: [
      line("name", "Name", NEEDED),
      line("headline", "Headline"),
      prose("tagline", "Tagline", { rows: 2 }),
      line("location", "Place"),
      address("pictureUrl", "Address of a picture"),
      links,
    ],
  },
  SummaryContent: { member: "summary", fields: [prose("text", "Text", { ...NEEDED, rows: 8 })] },
  ExperienceContent: {
    member: "experience",
    fields: [
      items("job", [
        line("position", "Position", TEXT),
        line("organization", "Employer", TEXT),
        line("location", "Place"),
        ...PERIOD,
        flag("current", "Goes on"),
        prose("summary", "What it was about"),
        lines("highlights", "What you did, one per line"),
      ]),
    ],
  },
  EducationContent: {
    member: "education",
    fields: [
      items("school", [
        line("institution", "School", TEXT),
        line("studyType", "Degree"),
        line("area", "Subject"),
        ...PERIOD,
        flag("current", "Goes on"),
        line("score", "Grade"),
        lines("highlights", "Courses and honours, one per line"),
      ]),
    ],
  },
  ProjectsContent: {
    member: "projects",
    fields: [
      items("project", [
        line("name", "Name", NEEDED),
        prose("description", "What it is", TEXT),
        address("url", "Address"),
        lines("technologies", "Made with, one per line"),
        lines("highlights", "What you did, one per line"),
      ]),
    ],
  },
  SkillsContent: {
    member: "skills",
    fields: [
      list("groups", "", {
        noun: "group",
        fields: [line("name", "Group", TEXT), line("level", "Level"), lines("keywords", "Skills, one per line")],
      }),
    ],
  },
  CertificationsContent: {
    member: "certifications",
    fields: [items("certificate", [line("name", "Name", NEEDED), line("issuer", "Given by"), line("date", "Date"), address("url", "Address")])],
  },
  LanguagesContent: {
    member: "languages",
    fields: [items("language", [line("language", "Language", NEEDED), line("fluency", "How well")])],
  },
  AwardsContent: {
    member: "awards",
    fields: [items("award", [line("title", "Name", NEEDED), line("awarder", "Given by"), line("date", "Date"), prose("summary", "What for")])],
  },
  PublicationsContent: {
    member: "publications",
    fields: [
      items("publication", [
        line("name", "Title", NEEDED),
        line("publisher", "Published by"),
        line("date", "Date"),
        address("url", "Address"),
        prose("summary", "What it is about"),
      ]),
    ],
  },
  ContactContent: {
    member: "contact",
    fields: [line("email", "E-mail"), line("phone", "Telephone"), line("location", "Place"), links],
  },
};
