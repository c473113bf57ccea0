// Without this file the text of a kept file is pasted. With it, the file itself is chosen.
const keptFile = document.querySelector("[data-kept-file]"), keptText = document.getElementById("kept-figures");
if (keptFile) {
  keptFile.hidden = false;
  keptFile.querySelector("input").addEventListener("change", async ({ target }) => {
    keptText.value = (await target.files[0].text()).slice(0, Number(keptText.maxLength));
    keptText.form.requestSubmit();
  });
}
