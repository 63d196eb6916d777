/** The choices of a project, in words. */

export interface Choice {
  value: string;
  label: string;
  help: string;
}

export const tasks: Choice[] = [
  {
    value: "ner",
    label: "Entities: stretches of text",
    help: "Mark names, products, dates … each stretch gets one label.",
  },
  {
    value: "tokens",
    label: "Tokens: one tag each",
    help: "Every token gets a tag, as in part-of-speech tagging.",
  },
];

export const tokenizers: Choice[] = [
  {
    value: "words",
    label: "Words",
    help: "Words and punctuation apart: “it's great!” is it · 's · great · !  Right for most languages.",
  },
  {
    value: "whitespace",
    label: "Whitespace",
    help: "Only spaces and line ends cut; for text that was already cut by another tool.",
  },
  {
    value: "characters",
    label: "Characters",
    help: "Every character is a token; for Chinese, Japanese and other text without spaces.",
  },
];

export const roles: Choice[] = [
  { value: "annotator", label: "Annotator", help: "labels documents" },
  {
    value: "reviewer",
    label: "Reviewer",
    help: "also imports, changes labels, makes feature sets and reads every report",
  },
  {
    value: "owner",
    label: "Owner",
    help: "also trains, deploys, and changes members and the project",
  },
];
