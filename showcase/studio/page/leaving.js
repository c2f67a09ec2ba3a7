// Asking before unsaved words are left behind. A form that has some carries `data-unsaved`.

const UNSAVED = "form[data-unsaved]";
const QUESTION = "Leave without saving your changes?";

const findUnsaved = () => document.querySelector(UNSAVED);

/** Makes a form tell that it has unsaved words as soon as somebody types. */
export function guardWords(form) {
  form.addEventListener("input", () => form.setAttribute("data-unsaved", ""), { once: true });
}

/** Tells whether a form may go: it has no unsaved words, or its writer does not mind. */
export const mayGo = (form) => !form.hasAttribute("data-unsaved") || window.confirm(QUESTION);

window.addEventListener("beforeunload", (event) => {
  if (findUnsaved()) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const leads = event.target.closest('a[href^="#/"]');
  const form = leads && findUnsaved();
  if (form && !mayGo(form)) event.preventDefault();
});
