// Answers GraphQL queries over a made-up GitHub, by GitHub's own schema: one request a line on standard input, one
// answer a line on standard output.
//
//   {query, variables, world, viewer, budget, limit}   what the Python side knows; see `graphql.py` for the world
//   {answer, complaints, deprecated, cost}             GitHub's answer, and what no client of ours should have asked
//
// Whatever breaks in here is answered with {error: sentence}.
// Arguments: the folder of node_modules, and the file of the schema.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

import { dress, resolve } from "./github_things.mjs";

const [folder, file] = process.argv.slice(2);
const { buildSchema, execute, Kind, NoDeprecatedCustomRule, parse, validate } = createRequire(`${folder}/`)("graphql");
const schema = buildSchema(readFileSync(file, "utf8"), { assumeValidSDL: true });

const MOST_NODES = 500_000; // of one query

// What a query costs, by GitHub's rule: a request for each connection and each thing that it is asked of, by hundreds

function weight(document, variables) {
  const fragments = new Map(
    document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
  );
  const sum = { requests: 0, nodes: 0 };
  const size = ({ value }) => Number(value.kind === Kind.VARIABLE ? variables[value.name.value] : value.value);
  const walk = (part, times) => {
    for (const one of part?.selectionSet?.selections ?? []) {
      const bound = one.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
      if (bound) {
        sum.requests += times;
        sum.nodes += times * size(bound);
      }
      const whole = one.kind === Kind.FRAGMENT_SPREAD ? fragments.get(one.name.value) : one;
      walk(whole, bound ? times * size(bound) : times);
    }
  };
  document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION).forEach((one) => walk(one, 1));
  return { cost: Math.max(1, Math.round(sum.requests / 100)), nodeCount: sum.nodes };
}

// The whole

function asGitHub(error) {
  const { type, ...extensions } = error.extensions;
  const { message: words, path, locations } = error.toJSON();
  return {
    ...(type && { type }),
    ...(path && { path }),
    ...(Object.keys(extensions).length && { extensions }),
    ...(locations && { locations }),
    message: words,
  };
}

const refused = (errors) => {
  const complaints = errors.map((error) => error.message);
  return { answer: { errors }, complaints, deprecated: [], cost: 1 };
};

function answer(asked) {
  let document;
  try {
    document = parse(asked.query);
  } catch (error) {
    return refused([asGitHub(error)]);
  }
  const errors = validate(schema, document).map(asGitHub);
  const isReading = document.definitions.every((one) => (one.operation ?? "query") === "query");
  if (!isReading) errors.push({ message: "nobody should write" });
  if (errors.length) return refused(errors);
  const { cost, nodeCount } = weight(document, asked.variables);
  if (nodeCount > MOST_NODES) {
    const words = `This query requests up to ${nodeCount} possible nodes which exceeds the maximum limit of`;
    return refused([{ type: "MAX_NODE_LIMIT_EXCEEDED", message: `${words} ${MOST_NODES}.` }]);
  }
  return executed(document, asked, cost, nodeCount);
}

function executed(document, { variables: variableValues, world, viewer, budget, limit }, cost, nodeCount) {
  const complaints = [];
  const known = { complaints, viewer, budget, cost, limit: { ...limit, nodeCount }, spent: 0 };
  const contextValue = { ...dress(world), ...known };
  const { data, errors = [] } = execute({
    schema,
    document,
    rootValue: {},
    contextValue,
    variableValues,
    fieldResolver: resolve,
  });
  const unforeseen = errors.filter((error) => !error.extensions.type);
  complaints.push(...unforeseen.map((error) => `${error.message} ${error.originalError?.stack ?? ""}`));
  const deprecated = validate(schema, document, [NoDeprecatedCustomRule]).map((error) => error.message);
  const said = { ...(data !== undefined && { data }), ...(errors.length && { errors: errors.map(asGitHub) }) };
  return { answer: said, complaints, deprecated, cost };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let said;
  try {
    said = answer(JSON.parse(line));
  } catch (error) {
    said = { error: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
