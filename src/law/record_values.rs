//! What stands in a record has the form of its type.
//!
//! In: the values of every record, branches included. Out: findings, each under the code of its type. Deliberately absent: the
//! grammars (`values`), and values known only when deployed.

use super::inspection::{Inspection, beside};
use super::values::{self, Fault};
use crate::report::Reports;
use crate::schema::{Block, Rule, Slot, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

/// Whether a value has the form of a type.
type Grammar = fn(&str) -> Result<(), Fault>;

/// Each type with the code of its own form, and of the second fault its values can have.
const FORMS: &[(&str, &str, &str, Grammar)] = &[
    ("A", "R53-080", "", values::ipv4),
    ("AAAA", "R53-081", "", values::ipv6),
    ("CAA", "R53-085", "", values::caa),
    ("CNAME", "R53-090", "", values::host),
    ("DS", "R53-095", "", values::ds),
    ("HTTPS", "R53-100", "R53-101", values::service),
    ("MX", "R53-105", "", values::mx),
    ("NAPTR", "R53-110", "", values::naptr),
    ("NS", "R53-115", "", values::host),
    ("PTR", "R53-120", "", values::host),
    ("SOA", "R53-125", "", values::soa),
    ("SPF", "R53-130", "", values::text),
    ("SRV", "R53-133", "", values::srv),
    ("SSHFP", "R53-135", "", values::sshfp),
    ("SVCB", "R53-100", "R53-101", values::service),
    ("TLSA", "R53-136", "", values::tlsa),
    ("TXT", "R53-130", "", values::text),
];

const TOO_LONG: &str = "R53-071";
const TWICE: &str = "R53-073";
const NO_MAIL_AND_MAIL: &str = "R53-107";
const TWO_SPF: &str = "R53-131";
const PRIVATE: &str = "R53-082";

/// Every code spoken here.
#[cfg(test)]
pub(super) fn codes() -> impl Iterator<Item = &'static &'static str> {
    let forms = FORMS.iter().flat_map(|(_, code, second, _)| [code, second]).filter(|code| !code.is_empty());
    forms.chain([&TOO_LONG, &TWICE, &NO_MAIL_AND_MAIL, &TWO_SPF, &PRIVATE])
}

/// A type with its rules found.
struct Type<'r> {
    word: &'static str,
    is_text: bool,
    form: Option<&'r Rule>,
    second: Option<&'r Rule>,
    grammar: Grammar,
}

struct Check<'i, 'm, 'r> {
    inspection: &'i Inspection<'m>,
    rules: &'i [&'r Rule],
    longest: usize,
    types: FxHashMap<Name, Type<'r>>,
}

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let rule = |code: &str| rules.iter().copied().find(|rule| rule.code == *code);
    let types = FORMS.iter().map(|(word, form, second, grammar)| {
        (
            Name::of(word),
            Type { word, is_text: matches!(*word, "TXT" | "SPF"), form: rule(form), second: rule(second), grammar: *grammar },
        )
    });
    let longest = match inspection.reader.schema.fact(Name::of("characters_per_value")).map(|fact| &fact.value) {
        Some(Value::Int(most)) => usize::try_from(*most).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    let check = Check { inspection, rules, longest, types: types.collect() };
    let field = inspection.record.values;
    for &record in &inspection.records {
        let Some(Value::List(types)) = record.value(inspection.record.types) else {
            continue;
        };
        for record_type in types.iter().filter_map(|word| if let Value::Word(word) = word { check.types.get(word) } else { None })
        {
            for block in std::iter::once(record).chain(&record.branches) {
                if let Some(slot) = block.slot(field) {
                    check.slot(record, record_type, slot, reports);
                }
            }
        }
    }
}

impl Check<'_, '_, '_> {
    fn slot(&self, record: &Block, record_type: &Type, slot: &Slot, reports: &mut Reports) {
        let values = match &slot.value {
            Value::List(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        for (at, value) in values.iter().enumerate() {
            let Value::Text(text) = value else { continue };
            let rule = match (record_type.grammar)(text) {
                Ok(()) => None,
                Err(Fault::Form) => record_type.form,
                Err(Fault::Key) => record_type.second,
            };
            if let Some(rule) = rule {
                self.say(record, rule, slot, at, &[("value", value.clone())], reports);
            }
            if values::is_inside(record_type.word, text)
                && let Some(rule) = self.rule(PRIVATE).filter(|rule| self.inspection.applies(rule, record))
            {
                self.say(record, rule, slot, at, &[("value", value.clone())], reports);
            }
            let length = if record_type.is_text { values::written_length(text) } else { text.len() };
            if length > self.longest
                && let Some(rule) = self.rule(TOO_LONG)
            {
                self.say(record, rule, slot, at, &[("length", Value::Int(length as i64))], reports);
            }
        }
        if values.len() > 1 {
            self.together(record, record_type, slot, values, reports);
        }
    }

    /// What values may not be beside each other.
    fn together(&self, record: &Block, record_type: &Type, slot: &Slot, values: &[Value], reports: &mut Reports) {
        let texts = || {
            values.iter().enumerate().filter_map(
                |(at, value)| {
                    if let Value::Text(text) = value { Some((at, text)) } else { None }
                },
            )
        };
        let twice = |at: usize, text: &str| {
            let normal = values::normal(record_type.word, text);
            texts().take_while(|(first, _)| *first < at).find(|(_, first)| values::normal(record_type.word, first) == normal)
        };
        for (at, text) in texts() {
            if let Some((first, _)) = twice(at, text)
                && let Some(rule) = self.rule(TWICE)
            {
                let report = self.found(record, rule, slot, at, &[("value", Value::text(text))]);
                reports.push(beside(report, self.inspection.model.item_span(slot, first), "the first stands here"));
            }
        }
        if record_type.word == "MX"
            && let Some((at, _)) = texts().find(|(_, text)| values::is_null_mx(text))
            && let Some(rule) = self.rule(NO_MAIL_AND_MAIL)
        {
            self.say(record, rule, slot, at, &[], reports);
        }
        let spf = texts().filter(|(_, text)| record_type.is_text && values::is_spf(text)).nth(1);
        if let (Some((at, _)), Some(rule)) = (spf, self.rule(TWO_SPF)) {
            self.say(record, rule, slot, at, &[], reports);
        }
    }

    fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().copied().find(|rule| rule.code == *code)
    }

    fn found(&self, record: &Block, rule: &Rule, slot: &Slot, at: usize, names: &[(&str, Value)]) -> crate::report::Report {
        self.inspection.found(rule, record, self.inspection.model.item_span(slot, at), names)
    }

    fn say(&self, record: &Block, rule: &Rule, slot: &Slot, at: usize, names: &[(&str, Value)], reports: &mut Reports) {
        reports.push(self.found(record, rule, slot, at, names));
    }
}
