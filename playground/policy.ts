/**
 * What the page and its workers may do, as a Content-Security-Policy: load from their own origin, and nothing else.
 * Styles inside elements are needed by the editor; scripts come from files only.
 */
export const contentPolicy: readonly string[] = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];
