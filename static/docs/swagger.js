// The API, to be read and tried. State-changing calls made with the session's cookie carry its CSRF token.
const base = document.currentScript.src.split("/static/")[0];
const CHANGING = ["POST", "PUT", "PATCH", "DELETE"];

async function withToken(request) {
  if (!CHANGING.includes(request.method) || request.headers.Authorization || request.headers["X-API-Key"]) return request;
  const answer = await fetch(`${base}/auth/csrf`).catch(() => null);
  if (answer?.ok) request.headers["X-CSRF-Token"] = (await answer.json()).csrf_token;
  return request;
}

SwaggerUIBundle({
  url: `${base}/api/openapi.json`,
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  validatorUrl: null,
  tryItOutEnabled: false,
  requestInterceptor: withToken,
});
