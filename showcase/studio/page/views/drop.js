// The place where a resume is dropped or chosen.

import { button, element, fill } from "../elements.js";

const TYPES = ".pdf,.json,.png,.jpg,.jpeg,.webp,.tif,.tiff";
const SAMPLE = "/studio/sample.pdf";

/** Returns the place, with what sends the file below it; `onfile` is called with each chosen file. */
export function dropZone(onfile, submit) {
  const input = element("input", { type: "file", accept: TYPES, class: "unseen", id: "file" });
  const label = element("label", { htmlFor: "file", class: "drop" });
  const zone = element("div", { class: "drop-zone" }, input, label);

  function choose(file) {
    if (!file) return;
    fill(label, ...chosenWords(file));
    label.classList.add("chosen");
    onfile(file);
  }

  input.addEventListener("change", () => choose(input.files[0]));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    choose(event.dataTransfer.files[0]);
  });
  fill(label, ...invitation());
  const sample = button("try it with a sample", async () => choose(await fetchSample()), { class: "link" });
  zone.append(submit, element("p", { class: "fine center" }, "No resume at hand? You can ", sample, "."));
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
  const response = await fetch(SAMPLE);
  return new File([await response.blob()], "sample.pdf", { type: "application/pdf" });
}
