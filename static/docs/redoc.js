// The API, to be read. Search is off because it would run in a worker made from text, which the content policy forbids.
Redoc.init("/api/openapi.json", { disableSearch: true, hideDownloadButton: false, nativeScrollbars: true }, document.getElementById("docs"));
