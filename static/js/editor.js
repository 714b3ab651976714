// The editor's comforts: nothing here is needed to write, save or send a campaign.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  if (!form) return;

  // Searching and the preview's width are no content: they must not start a save.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest("[data-quiet]")) {
        event.stopPropagation();
        if (event.target.matches("[data-find]")) window.htmx.trigger(event.target.form, "find");
      }
    }, true);
  }

  // Save, without leaving the page.
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-saves]")) return;
    event.preventDefault();
    window.htmx.trigger(form, "save");
  });

  // Until somebody names it, the campaign is called by the first words that its readers see.
  const name = form.elements.name;
  const words = form.elements[name?.dataset.follows];
  name?.addEventListener("input", () => { delete name.dataset.follows; });
  words?.addEventListener("input", () => {
    const first = Array.from(words.value.trim().replace(/\s+/g, " ")).slice(0, 80).join("").trimEnd();
    if (first && name.dataset.follows) name.value = first;
  });

  // The plainer character is put in at once, so that no save under way can lose the click; then it is saved.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-twin]");
    if (!button) return;
    event.preventDefault();
    const field = form.elements[button.value];
    field.value = field.value.replaceAll(button.dataset.odd, button.dataset.twin);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  // What is just being pressed is not replaced under the finger: no click would come of it.
  let pressed = null;
  let passed = false;
  document.addEventListener("pointerdown", (event) => { pressed = event.target.closest("button, a"); });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (!pressed || !event.detail.target.contains(pressed)) return;
    event.detail.shouldSwap = false;
    passed = true;
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    document.addEventListener(kind, () => {
      pressed = null;
      if (passed) window.htmx.trigger(form, "save");
      passed = false;
    });
  }

  // Lists from Omnisend that did not arrive say so and can be asked for again.
  const picker = (event) => event.detail.elt?.closest?.("[data-picker]");
  const failed = (event) => {
    const piece = picker(event);
    if (!piece) return;
    piece.querySelector("[data-loading]").hidden = true;
    piece.querySelector("[data-failed]").hidden = false;
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("click", (event) => {
    const again = event.target.closest("[data-again]");
    const piece = again?.closest(".picker");
    if (!piece) return;
    event.preventDefault();
    window.htmx.trigger(piece, "again");
  });

  // Whoever includes a segment means chosen segments, as long as nothing else was said.
  form.addEventListener("change", (event) => {
    if (event.target.value === "include" && !form.querySelector("[name=audience]:checked")) {
      form.querySelector("[name=audience][value=segments]").checked = true;
    }
  });

  // After a save: which inputs are wrong, and the reader's own clock.
  const mine = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const refresh = () => {
    for (const input of form.querySelectorAll("input[aria-describedby], select[aria-describedby]")) {
      const wrong = document.getElementById(`problems-${input.name}`)?.querySelector(".errorlist");
      wrong ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    }
    for (const box of form.querySelectorAll("[data-mine-box]")) {
      const time = box.querySelector("[data-mine]");
      time.textContent = mine.format(new Date(time.dateTime)).replace(",", "");
      box.querySelector("[data-mine-zone]").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
      box.hidden = false;
    }
  };
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();

  // Leaving with something typed and not yet saved: the browser asks.
  let unsaved = false;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.elt === form && event.detail.successful) unsaved = false; });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-drops]")) unsaved = false; });
  window.addEventListener("online", () => { if (unsaved) window.htmx.trigger(form, "save"); });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
