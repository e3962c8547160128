import { createAccount, createOperator, createUser, type KeyPair } from "nkeys.js";

/** An operator with one account, as the server is configured with it, and the credentials of a user of the account. */
export function operatorWithUser(): { readonly configuration: string; readonly creds: string } {
  const [operator, user] = [createOperator(), createUser()];
  const [account, system] = [createAccount(), createAccount()];
  const unlimited = { subs: -1, data: -1, payload: -1 };
  const limits = { ...unlimited, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const told = {
    operator: token(operator, operator, { type: "operator" }),
    account: token(operator, account, { type: "account", limits }),
    // JetStream asks for one.
    system: token(operator, system, { type: "account", limits }),
    user: token(account, user, { type: "user", pub: {}, sub: {}, ...unlimited }),
  };
  const seed = new TextDecoder().decode(user.getSeed());
  return {
    configuration: `
      operator: ${told.operator}
      resolver: MEMORY
      system_account: ${system.getPublicKey()}
      resolver_preload: {
        ${account.getPublicKey()}: ${told.account}
        ${system.getPublicKey()}: ${told.system}
      }`,
    creds: [
      "-----BEGIN NATS USER JWT-----",
      told.user,
      "------END NATS USER JWT------",
      "",
      "-----BEGIN USER NKEY SEED-----",
      seed,
      "------END USER NKEY SEED------",
      "",
    ].join("\n"),
  };
}

/** Long ago, in seconds: nothing of it expires. */
const ISSUED = 1_700_000_000;

/** What an issuer says of a subject, signed, in the form that NATS reads. */
function token(issuer: KeyPair, subject: KeyPair, nats: object): string {
  const claims = {
    jti: subject.getPublicKey(),
    iat: ISSUED,
    iss: issuer.getPublicKey(),
    name: "test",
    sub: subject.getPublicKey(),
    nats: { ...nats, version: 2 },
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part(claims)}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString("base64url")}`;
}
