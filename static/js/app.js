// Small comforts on top of pages that work without this file. Nothing here is needed to send or to know.
(() => {
  "use strict";

  // A form that was submitted is not submitted again by an impatient second click. The server refuses it too.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.submitted) return event.preventDefault();
    form.dataset.submitted = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-submitted]")) {
      delete form.dataset.submitted;
      for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  // A hidden tab asks for nothing; it catches up when it is looked at again. Nor does a piece in which
  // something was chosen: the choice would be gone.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const piece = event.detail.elt;
    if (piece.matches("[data-poll]") && (document.hidden || piece.querySelector("input:checked"))) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) for (const piece of document.querySelectorAll("[data-poll]")) window.htmx.trigger(piece, "look");
  });

  // In a form of things to choose from, the button says how many are chosen, and one button chooses all.
  const told = new WeakMap();
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-choose-all]");
    if (!all) return;
    const boxes = Array.from(all.form.querySelectorAll("input[type=checkbox]:not(:disabled)"));
    const on = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = on;
    all.form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-choosing]");
    const label = form?.querySelector("[data-chosen] > span");
    if (!label) return;
    if (!told.has(label)) told.set(label, label.textContent);
    const many = form.querySelectorAll("input[type=checkbox]:checked").length;
    label.textContent = many ? label.parentElement.dataset.chosen.replace("#", many) : told.get(label);
    label.parentElement.classList.toggle("btn-primary", many > 0);
  });

  // What was unfolded stays unfolded when its piece is replaced.
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    unfolded = Array.from(event.detail.target.querySelectorAll("details[open][id]"), (fold) => fold.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of unfolded.splice(0)) document.getElementById(id)?.setAttribute("open", "");
  });

  // Whoever had the focus inside a piece that was replaced finds it at the same control, or at the piece.
  const pressed = new WeakMap(); // by request, since a button that is disabled meanwhile loses the focus
  let focused = null;
  const inside = (piece) => (piece.contains(document.activeElement) ? { id: document.activeElement.id, piece: piece.id } : null);
  document.addEventListener("htmx:beforeRequest", (event) => {
    pressed.set(event.detail.xhr, inside(event.detail.target));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    focused = inside(event.detail.target) || pressed.get(event.detail.xhr) || null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focused || document.activeElement !== document.body) return;
    const same = focused.id && document.getElementById(focused.id);
    (same || document.getElementById(focused.piece))?.focus({ preventScroll: true });
    focused = null;
  });

  // Say so when the server cannot be reached, and take it back when it can.
  const offline = document.getElementById("offline");
  const say = () => offline.childElementCount || offline.append(document.getElementById("offline-text").content.cloneNode(true));
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && say());
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && offline.replaceChildren());

  // Times marked data-mine are shown in the reader's own zone, once more beside the store's.
  const show = (root) => {
    for (const part of root.querySelectorAll("[data-needs-script]")) part.hidden = false;
    for (const time of root.querySelectorAll("time[data-mine]")) {
      time.textContent = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(time.dateTime)).replace(",", "");
    }
  };
  show(document);
  document.addEventListener("htmx:afterSettle", (event) => show(event.target));
})();
