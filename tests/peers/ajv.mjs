// Judges JSON documents with ajv: one request a line on standard input, one answer a line on standard output.
//
//   {"compile": schema}       true; the schema that the next documents are judged by
//   {"judge": document}       true or false
//   {"explain": document}     a sentence a refusal, "" where there is none
//   {"keep": [document, …]}   true; the documents for `judge-kept-by`
//   {"judge-kept-by": schema} true or false for each document that was kept
//
// Whatever goes wrong is answered with {"error": sentence}.
// Arguments: the folder of node_modules, and the options as JSON {allErrors, strict, vocabulary}.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [folder, options] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { default: Ajv } = require("ajv");
const { default: addFormats } = require("ajv-formats");

const { allErrors, strict, vocabulary } = JSON.parse(options);
const ajv = new Ajv({
  allErrors,
  strict,
  strictTypes: false,
  strictRequired: false, // as ajv has it unless told otherwise: a key may be required beside where it is described
  addUsedSchema: false,
  logger: false,
  code: { optimize: false }, // which costs a third of the time that a schema takes, and changes no verdict
});
addFormats(ajv);
ajv.addVocabulary(vocabulary);

let validate;
let kept = [];

function compiled(schema) {
  try {
    return ajv.compile(schema);
  } finally {
    // thousands of variants of one schema come by: none is needed twice
    if (typeof schema === "object") ajv.removeSchema(schema);
  }
}

function explanation(document) {
  return validate(document) ? "" : ajv.errorsText(validate.errors, { dataVar: "", separator: "\n" });
}

const answers = {
  compile: (schema) => ((validate = compiled(schema)), true),
  judge: (document) => validate(document),
  explain: explanation,
  keep: (documents) => ((kept = documents), true),
  "judge-kept-by": (schema) => kept.map(compiled(schema)).map(Boolean),
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    const [[verb, value]] = Object.entries(JSON.parse(line));
    answer = answers[verb](value);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
