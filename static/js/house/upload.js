// Multipart upload with progress. fetch cannot tell how much was sent, so this is the one use of XMLHttpRequest.
import { Problem } from "app/house/problem.js";

/** Resolves with a Response, rejects with a Problem; `options.onProgress` gets 0..1. */
export function upload(url, form, options) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(options.method, url);
    for (const [name, value] of Object.entries(options.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => finish(request, resolve, reject));
    request.addEventListener("error", () => reject(new Problem(0)));
    request.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    options.signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

function finish(request, resolve, reject) {
  if (request.status >= 200 && request.status < 300) {
    const headers = { "Content-Type": request.getResponseHeader("Content-Type") || "" };
    resolve(new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers }));
    return;
  }
  let error = null;
  try {
    error = JSON.parse(request.responseText).error;
  } catch {
    error = null;
  }
  reject(new Problem(request.status, error ?? {}, Number(request.getResponseHeader("Retry-After")) || 0));
}
