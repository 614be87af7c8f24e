// The API, to be read. Its styles are made in the browser, so they need this answer's nonce.
// Search is off because it would run in a worker made from text, which the content policy forbids.
const { nonce, src } = document.currentScript;

Redoc.init(`${src.split("/static/")[0]}/api/openapi.json`, { nonce, disableSearch: true, nativeScrollbars: true }, document.getElementById("docs"));
