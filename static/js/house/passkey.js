// Passkeys of this browser: bytes go to and from the server in base64url.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** Whether this browser has passkeys at all; it hides them where the connection is not safe. */
export const canPasskey = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);

/** Makes a new passkey; null when the person turned away. */
export async function makePasskey({ options }) {
  const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey }).catch(turnedAway);
  return made && { credential: text(made.rawId), client_data: text(made.response.clientDataJSON), attestation: text(made.response.attestationObject) };
}

/** Proves with a passkey; null when the person turned away. */
export async function usePasskey({ options }) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey }).catch(turnedAway);
  if (!found) return null;
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    credential: text(found.rawId), client_data: text(clientDataJSON), authenticator_data: text(authenticatorData),
    signature: text(signature), user_handle: userHandle?.byteLength ? text(userHandle) : null,
  };
}

function turnedAway(error) {
  if (["NotAllowedError", "AbortError"].includes(error.name)) return null;
  throw error;
}
