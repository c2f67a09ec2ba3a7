// The place where a resume is dropped or chosen.

import { attempt } from "../attempt.js";
import { button, element, fill } from "../elements.js";
import { Problem } from "../problems.js";

const TYPES = ".pdf,.json,.png,.jpg,.jpeg,.webp,.tif,.tiff";
const SAMPLE = "/studio/sample.pdf";

/**
 * Returns the place, with what sends the file below it; `onfile` is called with each chosen file. A
 * file that falls beside the place counts too: the browser would open it and leave this page.
 */
export function dropZone(onfile, submit, signal) {
  const input = element("input", { type: "file", accept: TYPES, class: "unseen", id: "file" });
  const label = element("label", { htmlFor: "file", class: "drop" }, invitation());
  const zone = element("div", { class: "drop-zone" }, input, label);
  const trouble = element("div");

  function choose(file) {
    if (!file) return;
    fill(label, chosenWords(file));
    label.classList.add("chosen");
    onfile(file);
  }

  function listen(name, listener) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      listener(event);
    }, { signal });
  }

  input.addEventListener("change", () => choose(input.files[0]));
  listen("dragover", () => zone.classList.add("over"));
  listen("dragleave", () => zone.classList.remove("over"));
  listen("drop", ({ dataTransfer }) => {
    zone.classList.remove("over");
    choose(dataTransfer.files[0]);
  });
  const takeSample = attempt(trouble, async () => choose(await fetchSample()));
  const sample = button("try it with a sample", () => takeSample(), { class: "link" });
  zone.append(submit, element("p", { class: "fine center" }, "No resume at hand? You can ", sample, "."), trouble);
  return zone;
}

function invitation() {
  return [
    element("span", { class: "drop-title" }, "Drop your resume here"),
    element("span", { class: "button quiet" }, "Choose a file"),
    element("span", { class: "fine" }, "PDF, scan, photo or JSON Resume"),
  ];
}

function chosenWords(file) {
  return [
    element("span", { class: "drop-title" }, file.name),
    element("span", { class: "fine" }, `${tellSize(file.size)} · `, element("span", { class: "link" }, "choose another")),
  ];
}

function tellSize(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

async function fetchSample() {
  const response = await fetch(SAMPLE).catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok) throw Problem.garbled();
  return new File([await response.blob()], "sample.pdf", { type: "application/pdf" });
}
