// The site as visitors will see it, drafts too: the very files that publishing puts online.
//
// The frame may run no script (sandbox), so it can do nothing to this page; it keeps our origin, so
// that this page may look into it and mark what it shows.

import { ask } from "../api.js";
import { unpack } from "../archive.js";
import { element, fill } from "../elements.js";
import { EXPORT } from "../operations.js";
import { Problem, problemNote } from "../problems.js";

const MEDIA_TYPES = {
  css: "text/css",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** Returns the frame that shows the portfolio on a desk; `onload(document)` follows each showing. */
export function sitePreview(desk, { onload }) {
  const frame = element("iframe", { title: "Your site", class: "site", sandbox: "allow-same-origin" });
  const trouble = element("div");
  const node = element("section", { class: "preview", "aria-label": "Preview" }, trouble, frame);
  let addresses = [];
  let wish = 0;

  async function show({ id }) {
    const mine = (wish += 1);
    fill(trouble);
    node.setAttribute("aria-busy", "true");
    try {
      await showFiles(await fetchSite(id), mine);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (mine === wish) fill(trouble, problemNote(problem, { retry: () => show({ id }) }));
    } finally {
      if (mine === wish) node.removeAttribute("aria-busy");
    }
  }

  async function showFiles(files, mine) {
    if (mine !== wish || desk.signal.aborted) return;  // a newer one is on its way, or nobody looks
    const page = address(files);
    await load(frame, page.html);
    revoke(addresses);
    addresses = page.addresses;
    frame.contentDocument.addEventListener("click", openBeside);
    onload(frame.contentDocument);
  }

  desk.onChange(show);
  desk.signal.addEventListener("abort", () => revoke(addresses));
  return node;
}

async function fetchSite(id) {
  const { portfolio } = await ask(EXPORT, { id, format: "SITE_ZIP" });
  return unpack(portfolio.export.text);
}

/** Shows a page in a frame, as far down as the one before was read. */
function load(frame, html) {
  const top = frame.contentWindow?.scrollY ?? 0;
  return new Promise((resolve) => {
    frame.addEventListener("load", () => {
      frame.contentWindow.scrollTo(0, top);
      resolve();
    }, { once: true });
    frame.srcdoc = html;
  });
}

const revoke = (addresses) => addresses.forEach((url) => URL.revokeObjectURL(url));

/** Opens a link of the site in a tab of its own; those within the site work as they are. */
function openBeside(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.getAttribute("href").startsWith("#") || event.defaultPrevented) return;
  event.preventDefault();
  window.open(link.href, "_blank", "noopener");
}

/** Gives each file of a site an address of its own, and returns its page with these in place. */
function address(files) {
  const addresses = new Map();
  const text = (bytes) => new TextDecoder().decode(bytes);
  const place = (source) =>
    [...addresses].reduce((result, [path, url]) => result.replaceAll(path, url), source);
  const byKind = [...files].sort(([one], [other]) => one.endsWith(".css") - other.endsWith(".css"));
  for (const [path, bytes] of byKind) {
    const ending = path.split(".").pop();
    if (!(ending in MEDIA_TYPES)) continue;
    const data = ending === "css" ? place(text(bytes)) : bytes;  // a style may name fonts and pictures
    addresses.set(path, URL.createObjectURL(new Blob([data], { type: MEDIA_TYPES[ending] })));
  }
  return { html: withPlaces(text(files.get("index.html")), addresses), addresses: [...addresses.values()] };
}

/** Puts addresses where a page names its own files. */
function withPlaces(html, addresses) {
  const page = new DOMParser().parseFromString(html, "text/html");
  // It speaks of files on the site's own host; here they are blobs, under this page's own policy.
  page.querySelector("meta[http-equiv=Content-Security-Policy]")?.remove();
  for (const named of page.querySelectorAll("link[href], img[src], source[srcset]")) {
    for (const name of ["href", "src", "srcset"]) {
      const path = named.getAttribute(name)?.replace(/^\.\/|\?.*$/g, "");
      if (addresses.has(path)) named.setAttribute(name, addresses.get(path));
    }
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
