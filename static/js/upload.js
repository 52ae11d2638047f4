// Shows how far a file has been sent. Without this script the form works as it is.
document.querySelectorAll("form[data-upload]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const shown = form.querySelector(".upload-progress");
    const bar = shown.querySelector("progress");
    const button = form.querySelector("button[type=submit]");
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.responseURL !== location.href) {
        location.assign(request.responseURL);
      } else {
        document.open();
        document.write(request.responseText);
        document.close();
      }
    });
    request.addEventListener("error", () => {
      shown.hidden = true;
      button.disabled = false;
      form.submit();
    });
    shown.hidden = false;
    button.disabled = true;
    request.open("POST", form.action || location.href);
    request.send(new FormData(form));
  });
});
