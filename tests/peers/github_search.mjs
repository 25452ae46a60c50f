// GitHub's search for issues and pull requests, as far as anybody here asks: qualifiers only, each of them known.

const DAY = 24 * 60 * 60 * 1000;
const same = (one, other) => one.toLowerCase() === other.toLowerCase();
const shown = (login) => (login.endsWith("[bot]") ? `app/${login.slice(0, -5)}` : login);
const isPull = (it) => it.__typename === "PullRequest";
const isDone = (it) => Boolean(it.merged_at || it.closed_at);
const reviewers = (it) => (it.reviews ?? []).filter((one) => one.state !== "PENDING").map((one) => one.author);
const has = (logins, login) => logins.some((one) => one && same(shown(one), login));

const IS = {
  pr: isPull,
  issue: (it) => !isPull(it),
  merged: (it) => Boolean(it.merged_at),
  unmerged: (it) => isPull(it) && !it.merged_at,
  open: (it) => !isDone(it),
  closed: isDone,
  public: (it) => !it.repository.is_private,
  private: (it) => it.repository.is_private,
};
IS["pull-request"] = IS.pr;

const known = (word) => IS[word] ?? fail(`is:${word} is not known`);
const owner = (it, name) => same(it.repository.name.split("/")[0], name);
const when = (read) => (it, range) => isWithin(read(it), range);

const QUALIFIERS = {
  is: (it, word) => known(word)(it),
  type: (it, word) => known(word)(it),
  state: (it, word) => known(word)(it),
  author: (it, login) => has([it.author], login),
  assignee: (it, login) => has(it.assignees, login),
  "reviewed-by": (it, login) => has(reviewers(it), login),
  commenter: (it, login) => has(it.participants, login),
  involves: (it, login) => has([it.author, ...it.assignees, ...it.participants], login),
  repo: (it, name) => same(it.repository.name, name),
  org: owner,
  user: owner,
  base: (it, name) => it.base_ref_name === name,
  merged: when((it) => it.merged_at),
  closed: when((it) => it.merged_at ?? it.closed_at),
  created: when((it) => it.created_at),
  reason: (it, word) => !isPull(it) && same(it.state_reason ?? "", word.replaceAll(" ", "_")),
  archived: (_, word) => word === "false",
  sort: () => true,
};
const PLACES = new Set(["repo", "org", "user"]);

function fail(words) {
  throw new Error(words);
}

// `A..B`, `>=A`, `<=B`, `>A`, `<B` or one day; `*` is no bound. A day lasts until its end.
function isWithin(moment, range) {
  if (!moment) return false;
  const [, sign, text] = /^(>=|<=|>|<|)(.+)$/.exec(range);
  const at = Date.parse(moment);
  if (text.includes("..")) {
    const [from, to] = text.split("..");
    return (from === "*" || at >= begin(from)) && (to === "*" || at <= end(to));
  }
  const ways = { ">=": at >= begin(text), "<=": at <= end(text), ">": at > end(text), "<": at < begin(text) };
  return sign ? ways[sign] : at >= begin(text) && at <= end(text);
}

function begin(text) {
  const found = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(found) ? fail(`${text} is no date`) : found;
}

const end = (text) => begin(text) + (text.includes("T") ? 999 : DAY - 1);

// Return whether an issue or a pull request is what a query asks for. Places add up, all else narrows.
export function matches(it, query) {
  const places = [];
  let isAll = true;
  for (const term of query.match(/-?[a-z-]+:"[^"]*"|\S+/g) ?? []) {
    const [, minus, name, value] = /^(-?)([a-z-]+):"?([^"]+)"?$/.exec(term) ?? fail(`${term} is no qualifier`);
    const qualifier = QUALIFIERS[name] ?? fail(`${name}: is not known`);
    const verdict = qualifier(it, value);
    if (PLACES.has(name) && !minus) places.push(verdict);
    else isAll &&= verdict !== Boolean(minus);
  }
  return isAll && (!places.length || places.includes(true));
}
