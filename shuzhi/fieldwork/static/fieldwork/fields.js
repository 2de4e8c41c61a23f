/* The same questions as rules/fields.py, asked on the phone without a network; the limits come from the server. */
"use strict";

function textFault(rule, text) {
  const length = [...text].length;
  if (length < (rule.least || 0)) return "least";
  return length > rule.most ? "most" : "";
}

function numberFault(rule, text, values) {
  if (!/^[0-9]{1,9}$/.test(text)) return "whole";
  if (Number(text) > rule.highest) return "highest";
  const other = String(values[rule.not_above] || 0).trim();
  if (rule.not_above && /^[0-9]{1,9}$/.test(other) && Number(text) > Number(other)) return "not_above";
  return "";
}

function faultOf(rule, name, values) {
  const value = values[name];
  if ("most_items" in rule) return (value || []).length > rule.most_items ? "most_items" : "";
  const text = value === 0 ? "0" : String(value ?? "").trim();
  if (!text) return rule.required ? "required" : "";
  if (rule.choices) return rule.choices.includes(text) ? "" : "choices";
  return rule.whole ? numberFault(rule, text, values) : textFault(rule, text);
}

/* {field: name of a sentence} */
function faultsIn(fields, values) {
  const found = {};
  for (const [name, rule] of Object.entries(fields)) {
    const fault = faultOf(rule, name, values);
    if (fault) found[name] = fault;
  }
  return found;
}
