// A certified OpenID provider on a loopback port, for the tests of signing in. The last line printed is its address.
// Three issuers: any provider (/plain), one that speaks like Google (/google), and one like Entra (/contoso/v2.0).
import http from "node:http";
import { Provider } from "oidc-provider";

const [redirects] = process.argv.slice(2);
const people = JSON.parse(process.env.PEOPLE);

const client = (kind, more = {}) => ({
  client_id: "appliance", client_secret: "a peer's secret, with : and % in it", grant_types: ["authorization_code"],
  response_types: ["code"], redirect_uris: [`${redirects}/auth/${kind}/callback`], ...more,
});

const provider = (issuer, clients, more = {}) => {
  const made = new Provider(issuer, {
    clients,
    claims: {
      openid: ["sub", "hd", "tid", "xms_edov"], profile: ["name", "roles"], email: ["email", "email_verified"], groups: ["groups"],
    },
    scopes: ["openid", "profile", "email", "groups"],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => people[id] && { accountId: people[id].sub ?? id, claims: () => ({ sub: id, ...people[id] }) },
    cookies: { keys: ["only for tests"] },
    ...more,
  });
  return made.callback();
};

const server = http.createServer((request, response) => {
  const mount = Object.keys(mounts).find((path) => request.url.startsWith(`${path}/`));
  if (!mount) return response.writeHead(404).end();
  request.originalUrl = request.url;
  request.url = request.url.slice(mount.length);
  return mounts[mount](request, response);
});
const mounts = {};

server.listen(0, "127.0.0.1", () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  mounts["/plain"] = provider(`${base}/plain`, [client("oidc")]);
  mounts["/google"] = provider(`${base}/google`, [client("google", { token_endpoint_auth_method: "client_secret_post" })], {
    conformIdTokenClaims: false, clientAuthMethods: ["client_secret_post"],
  });
  mounts["/contoso/v2.0"] = provider(`${base}/contoso/v2.0`, [client("microsoft")], { conformIdTokenClaims: false });
  console.log(base);
});
