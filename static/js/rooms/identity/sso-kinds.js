// What each kind of identity provider wants to know. Names are those of the connection's settings.

const CLIENT = { name: "client_id", required: true };
const SECRET = { name: "client_secret", secret: true };
const HOSTS = { name: "hosts", lines: true };

export const KINDS = {
  oidc: [{ name: "issuer", required: true, type: "url" }, CLIENT, SECRET, { name: "scopes", lines: true }, HOSTS],
  google: [CLIENT, SECRET, { name: "hosted_domain" }, { name: "issuer", type: "url" }, HOSTS],
  microsoft: [{ name: "tenant", required: true }, CLIENT, SECRET, { name: "address", type: "url" }, HOSTS],
  github: [CLIENT, SECRET, { name: "organisation" }, { name: "address", type: "url" }, { name: "api", type: "url" }],
  nextcloud: [{ name: "address", required: true, type: "url" }, CLIENT, SECRET],
  saml: ["metadata", "binding", "name_id_format", "subject_attribute", "proves_email", "force_authn", "allow_unsolicited"].map((name) => ({ name })),
  ldap: [{ name: "host", required: true }, { name: "port", type: "number" }, { name: "security", options: ["ldaps", "starttls"] },
    { name: "ca", area: true }, { name: "base", required: true }, { name: "bind_dn" }, { name: "bind_password", secret: true },
    { name: "user_filter" }, { name: "user_dn" }, { name: "id_attribute" }, { name: "email_attribute" }, { name: "name_attribute" },
    { name: "proves_email", options: ["false", "true"] }, { name: "groups", options: ["member_of", "search", "nested", "none"] },
    { name: "group_base" }, { name: "group_filter" }],
};

export const SWITCHES = ["enabled", "creates_people", "links_verified_email", "trusts_email", "trusts_second_factor", "enforced"];

/** The texts of a box, one a line or between blanks. */
export const listed = (text) => text.split(/[\s,]+/).filter(Boolean);

/** Settings and secrets out of a form's values; what is left empty is cleared, secrets are kept. */
export function given(kind, values) {
  const settings = {};
  const secrets = {};
  for (const field of KINDS[kind]) {
    const text = (values[field.name] ?? "").trim();
    if (field.secret) {
      if (text) secrets[field.name] = text;
    } else if (field.lines) {
      settings[field.name] = text ? listed(text) : null;
    } else {
      settings[field.name] = text || null;
    }
  }
  return { settings, secrets };
}

/** "value = word" a line, as pairs. */
export const pairs = (text) => Object.fromEntries(text.split("\n").map((line) => line.split("=").map((part) => part.trim()))
  .filter(([value, word]) => value && word));

/** And back. */
export const spelt = (found) => Object.entries(found).map(([value, word]) => `${value} = ${word}`).join("\n");
