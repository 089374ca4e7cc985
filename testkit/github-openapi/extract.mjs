// Takes the few schemas that the fixture of GitHub holds its traffic against out of GitHub's OpenAPI document.
//
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//   node extract.mjs package > ../src/main/resources/dev/mizzen/testkit/forge/github-schemas.json
//
// Schemas come out dereferenced, as JSON Schema 2020-12 (OpenAPI 3.0's "nullable" becomes the type "null"), without
// texts and examples. The request's schema is closed: a field that GitHub does not know would be dropped unseen there.
import { readFileSync } from "node:fs";

const folder = process.argv[2];
const version = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).version;
const api = JSON.parse(readFileSync(`${folder}/generated/api.github.com.json`, "utf8"));
const KEPT = new Set([
  "type", "properties", "required", "items", "enum", "format", "minimum", "maximum", "minLength", "maxLength",
  "pattern", "additionalProperties", "allOf", "anyOf", "oneOf", "minItems", "maxItems",
]);

function resolve(pointer) {
  return pointer.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
}

function schema(from) {
  if (from.$ref) return schema(resolve(from.$ref));
  const to = {};
  for (const [key, value] of Object.entries(from)) {
    if (!KEPT.has(key)) continue;
    if (key === "properties") {
      to.properties = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schema(one)]));
    } else if (["allOf", "anyOf", "oneOf"].includes(key)) {
      to[key] = value.map(schema);
    } else if (key === "items" || (key === "additionalProperties" && typeof value === "object")) {
      to[key] = schema(value);
    } else {
      to[key] = value;
    }
  }
  if (!from.nullable) return to;
  if (to.enum) to.enum = [...new Set([...to.enum, null])];
  if (typeof to.type === "string") to.type = [to.type, "null"];
  return to.type ? to : { anyOf: [to, { type: "null" }] };
}

const create = api.paths["/repos/{owner}/{repo}/statuses/{sha}"].post;
const list = api.paths["/repos/{owner}/{repo}/commits/{ref}/statuses"].get;
const json = (body) => body.content["application/json"].schema;
const request = schema(json(create.requestBody));
request.additionalProperties = false;

// One operation's bodies: the request closed, the answer as it is.
const asked = (path, method) => ({ ...schema(json(api.paths[path][method].requestBody)), additionalProperties: false });
const answered = (path, method, status) => schema(json(api.paths[path][method].responses[status]));
const event = (name) => schema(json(api["x-webhooks"][name].post.requestBody));
const PULLS = "/repos/{owner}/{repo}/pulls";
const PULL = PULLS + "/{pull_number}";
const COMMENTS = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const TOKENS = "/app/installations/{installation_id}/access_tokens";
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

const out = {
  source: `npm package @octokit/openapi ${version}, api.github.com.json; MIT, Copyright (c) 2020 Octokit contributors`,
  createStatusRequest: request,
  createStatusResponse: schema(json(create.responses["201"])),
  listStatusesResponse: schema(json(list.responses["200"])),
  pushEvent: schema(json(api["x-webhooks"].push.post.requestBody)),
  createPullRequest: asked(PULLS, "post"),
  listPullsResponse: answered(PULLS, "get", "200"),
  pullResponse: answered(PULL, "get", "200"),
  updatePullRequest: asked(PULL, "patch"),
  listReviewsResponse: answered(PULL + "/reviews", "get", "200"),
  createCommentRequest: asked(COMMENTS, "post"),
  commentResponse: answered(COMMENTS, "post", "201"),
  listCommentsResponse: answered(COMMENTS, "get", "200"),
  updateCommentRequest: asked(COMMENT, "patch"),
  userResponse: answered("/user", "get", "200"),
  createTokenRequest: asked(TOKENS, "post"),
  createTokenResponse: answered(TOKENS, "post", "201"),
  pullRequestOpened: event("pull-request-opened"),
  pullRequestSynchronize: event("pull-request-synchronize"),
  pullRequestClosed: event("pull-request-closed"),
  pingEvent: schema(json(api["x-webhooks"].ping.post.requestBody)),
};
// One line a schema.
const lines = Object.entries(out).map(([name, one]) => `${JSON.stringify(name)}: ${JSON.stringify(one)}`);
process.stdout.write(`{\n${lines.join(",\n")}\n}\n`);
