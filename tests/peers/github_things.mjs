// What a made-up GitHub answers to each field of GitHub's GraphQL schema that anybody here asks for.

import { createHash } from "node:crypto";

import { matches } from "./github_search.mjs";

const MOST_FOUND = 1_000; // of one search
const MOST_INT = 2 ** 31 - 1;

class Refusal extends Error {
  constructor(type, message, extensions = {}) {
    super(message);
    this.extensions = { ...extensions, type };
  }
}

const refuse = (type, message, extensions) => {
  throw new Refusal(type, message, extensions);
};

// What GitHub might bear and no client of ours should do.
const complain = (context, message) => {
  context.complaints.push(message);
  refuse("COMPLAINT", message);
};

// People and programs. What is typed as an actor shows a program without its ending, what is typed as a user with it.

const user = (login) => (login ? { __typename: "User", login, name: null, email: "", key: login } : null);
const KINDS = { "[bot]": "Bot", "[mannequin]": "Mannequin" };
const actor = (login) => {
  const ending = Object.keys(KINDS).find((one) => login.endsWith(one));
  return ending ? { __typename: KINDS[ending], login: login.slice(0, -ending.length), key: login } : user(login);
};
const person = ({ login, name, email }, date) => ({ name: name || login, email, date, user: user(login) });

// Pages

function page(items, { first, last, after, before }, context, info) {
  const name = info.fieldName;
  const selected = info.fieldNodes.flatMap((one) => one.selectionSet.selections).map((one) => one.name?.value);
  if (first == null && last == null && selected.some((one) => one !== "totalCount")) {
    context.complaints.push(`${name} without first or last`);
    const words = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    refuse("MISSING_PAGINATION_BOUNDARIES", words);
  }
  const [size, limit] = first == null ? [last ?? 0, "last"] : [first, "first"];
  if (size > 100 || size < 0) {
    context.complaints.push(`${name}(${limit}: ${size})`);
    const words = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${limit}\` limit`;
    refuse("EXCESSIVE_PAGINATION", `${words} of 100 records.`);
  }
  let [from, to] = [after ? place(after, context) + 1 : 0, before ? place(before, context) : items.length];
  if (first != null) to = Math.min(to, from + first);
  else from = Math.max(from, to - (last ?? 0));
  const nodes = items.slice(from, to);
  return {
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursor(from + index) })),
    pageInfo: {
      startCursor: nodes.length ? cursor(from) : null,
      endCursor: nodes.length ? cursor(to - 1) : null,
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
    },
    totalCount: items.length,
    issueCount: items.length,
  };
}

const cursor = (index) => Buffer.from(`cursor:${index}`).toString("base64");

function place(text, context) {
  const found = /^cursor:(\d+)$/.exec(Buffer.from(text, "base64").toString());
  return found ? Number(found[1]) : complain(context, `no cursor of ours: ${text}`);
}

const paged = (items) => (source, args, context, info) => page(items(source, args, context), args, context, info);

// Repositories and what is in them

function repository(_, { owner, name, followRenames }, context) {
  const asked = `${owner}/${name}`;
  const renamed = followRenames ? context.renamed.get(asked.toLowerCase()) : undefined;
  const found = context.repositories.get((renamed ?? asked).toLowerCase());
  if (!found || !isVisible(found, context)) {
    refuse("NOT_FOUND", `Could not resolve to a Repository with the name '${asked}'.`);
  }
  if (found.is_behind_saml) {
    const cure = "You must grant your OAuth token access to this organization.";
    refuse("FORBIDDEN", `Resource protected by organization SAML enforcement. ${cure}`, { saml_failure: true });
  }
  return found;
}

const isVisible = (found, { viewer }) => !found.is_private || found.readers.includes(viewer);

// What costs: within a budget, and where the token has the right.
const dear = (resolve) => (source, args, context, info) => {
  context.spent += 1;
  if (context.budget !== null && context.spent > context.budget) {
    refuse("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded.");
  }
  if (source.forbidden?.includes(info.fieldName)) {
    refuse("FORBIDDEN", "Resource not accessible by integration", { saml_failure: false });
  }
  return resolve(source, args, context, info);
};

const numbered = (found, what, number) =>
  found ?? refuse("NOT_FOUND", `Could not resolve to ${what} with the number of ${number}.`);
const pull = (source, number) => source.pulls.find((one) => one.number === number);
const issue = (source, number) => source.issues.find((one) => one.number === number);

const branch = (source, name) =>
  source.branches.includes(name)
    ? { __typename: "Ref", name, prefix: "refs/heads/", repository: source, key: `${source.name}:${name}` }
    : null;

const bare = (name) => name.replace(/^refs\/heads\//, "");

function tip(source, name) {
  const found = source.all_commits.find((one) => one.is_tip_of.includes(name));
  const oid = createHash("sha1").update(`${source.name}:${name}`).digest("hex");
  const someone = { login: "", name: "somebody", email: "somebody@acme.example" };
  return (
    found ?? { ...blank, oid, headline: `the tip of ${name}`, authors: [someone], branches: [name], repository: source }
  );
}

const blank = {
  __typename: "Commit",
  body: "",
  committer: null,
  authored_at: "2026-01-01T00:00:00Z",
  committed_at: "2026-01-01T00:00:00Z",
  is_tip_of: [],
};

// As `git rev-parse` reads it: a branch, an id or the only commit whose id begins so.
function revision(source, text) {
  const name = bare(text.replace(/\^\{(commit|)\}$/, ""));
  if (source.branches.includes(name)) return tip(source, name);
  if (!/^[0-9a-f]{4,}$/i.test(name)) return null;
  const found = source.all_commits.filter((one) => one.oid.startsWith(name.toLowerCase()));
  return found.length === 1 ? found[0] : null;
}

function object(source, { expression, oid }, context) {
  if (oid && !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(oid)) complain(context, `no full id: ${oid}`);
  if (!oid && !expression) complain(context, "object of neither an id nor an expression");
  return revision(source, oid ?? expression);
}

// From the branch to the commit: a commit that the branch holds is behind it.
function compare(source, { headRef }) {
  const head = revision(source.repository, headRef);
  if (!head) return null;
  const base = tip(source.repository, source.name);
  const both = { baseTarget: base, headTarget: head, key: `${base.oid}...${head.oid}` };
  if (head.oid === base.oid) return { ...both, status: "IDENTICAL", aheadBy: 0, behindBy: 0 };
  const isHeld = head.branches.includes(source.name);
  return { ...both, status: isHeld ? "BEHIND" : "DIVERGED", aheadBy: isHeld ? 0 : 1, behindBy: 1 };
}

function search(_, args, context, info) {
  if (args.type !== "ISSUE") complain(context, `search of type ${args.type}`);
  const visible = [...context.repositories.values()].filter((one) => isVisible(one, context));
  const all = visible.flatMap((one) => [...one.pulls, ...one.issues]);
  let found;
  try {
    found = all.filter((one) => matches(one, args.query));
  } catch (error) {
    complain(context, `search: ${error.message}`);
  }
  return { ...page(found.slice(0, MOST_FOUND), args, context, info), issueCount: found.length };
}

function closings(source, { itemTypes }, context) {
  if (String(itemTypes) !== "CLOSED_EVENT") complain(context, `timelineItems of ${itemTypes}`);
  if (!source.closed_at) return [];
  const closer = source.closed_by_pull ? pull(source.repository, source.closed_by_pull) : null;
  const key = `closed:${source.key}`;
  return [{ __typename: "ClosedEvent", actor: actor(source.closer), createdAt: source.closed_at, closer, key }];
}

const link = (path) => (source, _, context) => `https://${context.host}/${path(source)}`;
const above = (source) => source.repository.name;
const asUsers = (logins) => logins.map(user);
const written = (source) => actor(source.author);
const small = (number) => (number > MOST_INT ? null : number);
const threads = ({ reviews }) => {
  const remarks = reviews.flatMap((review) => review.remarks);
  const keys = [...new Set(remarks.map((one) => one.thread || one.id))];
  return keys.map((key) => ({
    __typename: "PullRequestReviewThread",
    isResolved: false,
    comments: remarks.filter((one) => (one.thread || one.id) === key),
    key: `thread:${key}`,
  }));
};
const message = ({ headline, body }) => (body ? `${headline}\n\n${body}` : headline);

const resolvers = {
  Query: {
    repository,
    search: dear(search),
    viewer: (_, __, { viewer }) => user(viewer),
    rateLimit: (_, __, { limit, cost }) => ({ ...limit, remaining: limit.remaining - cost, cost }),
  },
  Repository: {
    name: (source) => source.name.split("/")[1],
    nameWithOwner: (source) => source.name,
    owner: (source) => user(source.name.split("/")[0]),
    url: link((source) => source.name),
    defaultBranchRef: (source) => branch(source, source.default_branch),
    ref: dear((source, { qualifiedName }) => branch(source, bare(qualifiedName))),
    object: dear(object),
    pullRequest: dear((source, { number }) => numbered(pull(source, number), "a PullRequest", number)),
    issue: dear((source, { number }) => numbered(issue(source, number), "an Issue", number)),
    issueOrPullRequest: dear((source, { number }) =>
      numbered(pull(source, number) ?? issue(source, number), "an issue or pull request", number),
    ),
    release: dear((source, { tagName }) => source.releases.find((one) => one.tag_name === tagName) ?? null),
    releases: dear(paged((source) => source.releases)),
  },
  Ref: {
    target: (source) => tip(source.repository, source.name),
    compare: dear(compare),
  },
  PullRequest: {
    author: written,
    state: (source) => (source.merged_at ? "MERGED" : source.closed_at ? "CLOSED" : "OPEN"),
    merged: (source) => Boolean(source.merged_at),
    closed: (source) => Boolean(source.merged_at || source.closed_at),
    closedAt: (source) => source.merged_at ?? source.closed_at,
    url: link((source) => `${above(source)}/pull/${source.number}`),
    assignees: paged((source) => asUsers(source.assignees)),
    participants: paged((source) => asUsers(source.participants)),
    commits: paged((source) => source.commits.map((commit) => ({ commit, pullRequest: source, key: commit.oid }))),
    reviews: paged(({ reviews }, { states, author }) =>
      reviews.filter((one) => (!states || states.includes(one.state)) && (!author || author === one.author)),
    ),
    reviewThreads: paged(threads),
    mergeCommit: (source) => source.merge_commit,
    closingIssuesReferences: paged((source) => source.closes.map((number) => issue(source.repository, number))),
  },
  PullRequestReview: {
    author: written,
    databaseId: ({ id }) => small(id),
    fullDatabaseId: ({ id }) => String(id),
    comments: paged((source) => source.remarks),
    url: link((source) => `${above(source)}/pull/${source.pullRequest.number}#pullrequestreview-${source.id}`),
  },
  PullRequestReviewThread: { comments: paged((source) => source.comments) },
  PullRequestReviewComment: {
    author: written,
    databaseId: ({ id }) => small(id),
    fullDatabaseId: ({ id }) => String(id),
    state: (source) => (source.pullRequestReview.state === "PENDING" ? "PENDING" : "SUBMITTED"),
    publishedAt: (source) => (source.pullRequestReview.state === "PENDING" ? null : source.created_at),
    url: link((source) => `${above(source)}/pull/${source.pullRequest.number}#discussion_r${source.id}`),
  },
  Issue: {
    author: written,
    state: (source) => (source.closed_at ? "CLOSED" : "OPEN"),
    closed: (source) => Boolean(source.closed_at),
    url: link((source) => `${above(source)}/issues/${source.number}`),
    assignees: paged((source) => asUsers(source.assignees)),
    participants: paged((source) => asUsers(source.participants)),
    timelineItems: paged(closings),
    closedByPullRequestsReferences: paged((source) =>
      source.closed_by_pull ? [pull(source.repository, source.closed_by_pull)] : [],
    ),
  },
  Commit: {
    abbreviatedOid: ({ oid }) => oid.slice(0, 7),
    messageHeadline: ({ headline }) => headline,
    messageBody: ({ body }) => body,
    message,
    authoredDate: (source) => source.authored_at,
    committedDate: (source) => source.committed_at,
    author: (source) => person(source.authors[0], source.authored_at),
    committer: (source) => person(source.committer ?? source.authors[0], source.committed_at),
    authors: paged((source) => source.authors.map((one) => person(one, source.authored_at))),
    url: link((source) => `${above(source)}/commit/${source.oid}`),
    associatedPullRequests: paged((source) =>
      source.repository.pulls.filter((one) => one.merge_commit === source || one.commits.includes(source)),
    ),
  },
  Release: {
    author: (source) => user(source.author),
    url: link((source) => `${above(source)}/releases/tag/${encodeURIComponent(source.tag_name)}`),
    tagCommit: (source) => (source.commit ? revision(source.repository, source.commit) : null),
  },
};
resolvers.User = resolvers.Bot = resolvers.Mannequin = { url: link((source) => source.key) };

export function resolve(source, args, context, info) {
  const { parentType, fieldName } = info;
  const own = resolvers[parentType.name]?.[fieldName];
  if (own) return own(source ?? {}, args, context, info);
  if (fieldName === "id") return Buffer.from(`${parentType.name}:${source.key}`).toString("base64");
  const name = fieldName in source ? fieldName : fieldName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return name in source
    ? source[name]
    : complain(context, `the stand-in does not know ${parentType.name}.${fieldName}: teach it`);
}

// The world, each thing with its type and what it stands in

const dressed = (typename, key, thing, more) => Object.assign(thing, { __typename: typename, key, ...more });

function dressRepository(it) {
  dressed("Repository", it.name, it);
  it.branches = [...new Set([it.default_branch, ...it.branches])];
  const commits = new Map();
  const kept = (commit) => {
    const more = { repository: it, is_tip_of: commit.is_tip_of ?? [] };
    if (!commits.has(commit.oid)) commits.set(commit.oid, dressed("Commit", commit.oid, commit, more));
    return commits.get(commit.oid);
  };
  it.commits = it.commits.map(kept);
  for (const one of it.pulls) {
    dressed("PullRequest", `${it.name}#${one.number}`, one, { repository: it });
    one.commits = one.commits.map(kept);
    for (const review of one.reviews) {
      dressed("PullRequestReview", `review:${review.id}`, review, { repository: it, pullRequest: one });
      const more = { repository: it, pullRequest: one, pullRequestReview: review };
      for (const remark of review.remarks) dressed("PullRequestReviewComment", `remark:${remark.id}`, remark, more);
    }
  }
  it.all_commits = [...commits.values()];
  for (const one of it.pulls) one.merge_commit = one.merge_commit ? (commits.get(one.merge_commit) ?? null) : null;
  for (const one of it.issues) dressed("Issue", `${it.name}#${one.number}`, one, { repository: it });
  for (const one of it.releases) dressed("Release", `${it.name}@${one.tag_name}`, one, { repository: it });
  return [it.name.toLowerCase(), it];
}

// Return what the resolvers need to know of a world besides what is in it.
export const dress = ({ host, repositories, renamed }) => ({
  host,
  repositories: new Map(repositories.map(dressRepository)),
  renamed: new Map(Object.entries(renamed).map(([from, to]) => [from.toLowerCase(), to])),
});
