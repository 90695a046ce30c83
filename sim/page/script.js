(() => {
  const form = document.getElementById("k-filter");
  if (!form) return;
  const { text, failed, open, close } = form.elements;
  const all = [...document.querySelectorAll("[data-name]")];
  const show = () => {
    const part = text.value.toLowerCase();
    const only = failed.getAttribute("aria-pressed") === "true";
    for (const one of all)
      one.hidden = !one.dataset.name.toLowerCase().includes(part) || (only && one.dataset.failed === undefined);
  };
  const turn = (to) => () => {
    for (const one of all) if ("open" in one && !one.hidden) one.open = to;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  text.addEventListener("input", show);
  failed.addEventListener("click", () => {
    failed.setAttribute("aria-pressed", failed.getAttribute("aria-pressed") !== "true");
    show();
  });
  open.addEventListener("click", turn(true));
  close.addEventListener("click", turn(false));
  form.hidden = false;
})();
