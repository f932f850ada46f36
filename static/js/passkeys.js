/** Passkeys: a form with data-passkey asks the device first, then is sent with its answer. */
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list = []) => list.map((entry) => ({ ...entry, id: decode(entry.id) }));

async function optionsOf(form) {
  const { options, optionsUrl } = form.dataset;
  const data = options
    ? JSON.parse(document.getElementById(options).textContent)
    : await (await fetch(optionsUrl, { headers: { accept: "application/json" } })).json();
  return (data.request_options ?? data.creation_options).publicKey;
}

function create(options, form) {
  // A passkey that replaces the password must check its person and be stored on the device.
  const passwordless = form.elements.passwordless?.checked ?? false;
  return navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: passwordless ? "required" : "discouraged",
        requireResidentKey: passwordless,
        ...(passwordless && { userVerification: "required" }),
      },
    },
  });
}

function get(options) {
  return navigator.credentials.get({
    publicKey: { ...options, challenge: decode(options.challenge), allowCredentials: known(options.allowCredentials) },
  });
}

function written(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const given = parts.filter((part) => response[part]).map((part) => [part, encode(response[part])]);
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...Object.fromEntries(given), ...(response.getTransports && { transports: response.getTransports() }) },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "create" ? create(options, form) : get(options));
    form.elements.credential.value = written(credential);
    form.submit();
  } catch {
    trouble.hidden = false;
  }
});
