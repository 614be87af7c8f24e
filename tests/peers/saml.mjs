// A SAML identity provider on a loopback port, for the tests of signing in. The first line printed is its address.
// It is told of the service provider by `POST /sp` (metadata), and signs in one person in one of three manners:
// /assertion (the assertion is signed), /message (the response too), /encrypted (and the assertion is encrypted).
import http from "node:http";
import samlify from "samlify";

const { Constants, IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } = samlify;
setSchemaValidator({ validate: async () => "well formed" });
const person = JSON.parse(process.env.PERSON);
const { redirect, post } = Constants.namespace.binding;
let base;
let parties = {};

const statement = (now) =>
  `<saml:AuthnStatement AuthnInstant="${now}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>` +
  "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>";

const template = {
  context: SamlLib.defaultLoginResponseTemplate.context.replace("{AuthnStatement}", statement("{IssueInstant}")),
  attributes: Object.keys(person.attributes).map((name) => ({
    name, valueTag: name, nameFormat: "urn:oasis:names:tc:SAML:2.0:attrname-format:basic", valueXsiType: "xs:string",
  })),
};

const party = (mode, metadata, signed) => ({
  idp: IdentityProvider({
    entityID: `${base}/${mode}/metadata`, privateKey: process.env.KEY, signingCert: process.env.CERTIFICATE,
    isAssertionEncrypted: mode === "encrypted", wantAuthnRequestsSigned: signed,
    requestSignatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    dataEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
    nameIDFormat: ["urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"],
    singleSignOnService: [redirect, post].map((Binding) => ({ Binding, Location: `${base}/${mode}/sso` })),
    loginResponseTemplate: template,
  }),
  sp: ServiceProvider({ metadata, wantMessageSigned: mode !== "assertion" }),
});

const answer = ({ idp, sp }, asked, mode, relayState) => {
  const now = new Date(), later = new Date(now.getTime() + 300_000).toISOString();
  const acs = sp.entityMeta.getAssertionConsumerService("post");
  const words = {
    ID: `_r${now.getTime()}`, AssertionID: `_a${now.getTime()}${Math.random().toString(16).slice(2)}`, Destination: acs,
    Audience: sp.entityMeta.getEntityID(), SubjectRecipient: acs, Issuer: idp.entityMeta.getEntityID(),
    IssueInstant: now.toISOString(), StatusCode: "urn:oasis:names:tc:SAML:2.0:status:Success",
    ConditionsNotBefore: now.toISOString(), ConditionsNotOnOrAfter: later, SubjectConfirmationDataNotOnOrAfter: later,
    NameIDFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", NameID: person.name_id,
    InResponseTo: asked.extract.request.id,
  };
  for (const [name, value] of Object.entries(person.attributes)) words[`attr${name[0].toUpperCase()}${name.slice(1)}`] = value;
  const fill = (text) => ({ id: words.ID, context: SamlLib.replaceTagsByValue(text, words) });
  return idp.createLoginResponse(sp, asked, "post", {}, { relayState, customTagReplacement: fill, encryptThenSign: mode !== "assertion" });
};

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const parsed = ({ idp, sp }, url, form) => {
  if (form) return idp.parseLoginRequest(sp, "post", { body: Object.fromEntries(form) });
  const query = Object.fromEntries(url.searchParams);
  const octetString = url.search.slice(1).replace(/&Signature=.*/, "");
  return idp.parseLoginRequest(sp, "redirect", { query, octetString });
};

const page = (to, fields) =>
  `<form method="post" action="${to}">${Object.entries(fields).map(([k, v]) => `<input type="hidden" name="${k}" value="${v}">`).join("")}</form>`;

const serve = async (request, response) => {
  const url = new URL(request.url, base), [, mode, what] = url.pathname.split("/");
  if (mode === "sp") {
    const metadata = await read(request), signed = metadata.includes('AuthnRequestsSigned="true"');
    parties = Object.fromEntries(["assertion", "message", "encrypted"].map((one) => [one, { make: () => party(one, metadata, signed) }]));
    return response.writeHead(204).end();
  }
  const found = parties[mode].make();
  if (what === "metadata") return response.end(found.idp.getMetadata());
  const form = request.method === "POST" ? new URLSearchParams(await read(request)) : null;
  const relayState = (form ?? url.searchParams).get("RelayState");
  const made = await answer(found, await parsed(found, url, form), mode, relayState);
  response.writeHead(200, { "content-type": "text/html" });
  return response.end(page(made.entityEndpoint, { SAMLResponse: made.context, RelayState: relayState }));
};

const server = http.createServer((request, response) =>
  serve(request, response).catch((error) => response.writeHead(500).end(String(error?.stack ?? error))));
server.listen(0, "127.0.0.1", () => {
  base = `http://${process.env.HOST}:${server.address().port}`;
  console.log(base);
});
