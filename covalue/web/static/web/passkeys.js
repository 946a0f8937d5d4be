// Forms that ask the browser for a passkey: data-passkey is "get" or "create", data-options the address of the challenge.
// They are hidden until here, since without WebAuthn they could do nothing.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    ask(form).then(
      (credential) => {
        form.elements.credential.value = JSON.stringify(credential);
        form.requestSubmit();
      },
      (problem) => say(form, problem),
    );
  });
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (answer.redirected) location.reload();
  const options = await answer.json();
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({ publicKey })).toJSON();
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}

function say(form, problem) {
  const line = form.querySelector("[data-problem]");
  line.textContent = `${line.dataset.problem} ${problem.message}`;
  line.hidden = false;
}
