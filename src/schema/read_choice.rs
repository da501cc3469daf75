//! Choices of the library: words, how targets spell them, and facts about each.

use super::casing::{camel, kebab};
use super::load::{first_word, word_of};
use super::read_fact::{constant, sets};
use super::{Choice, ChoiceWord, PerTarget, Target, Value};
use crate::report::{Code, Reports};
use crate::source::Name;
use crate::syntax::{Expr, Statement};

/// `choice viewer_protocol kebab { redirect_to_https … }`
pub(super) fn choice(statement: &Statement, reports: &mut Reports) -> Choice {
    let name = statement.head.get(1).and_then(word_of).unwrap_or_else(|| Name::of(""));
    let casing = statement.head.get(2).and_then(word_of).unwrap_or_else(|| Name::of("as_written"));
    let mut words = Vec::new();
    for case in statement.body.as_deref().unwrap_or_default() {
        for head in &case.head {
            match dotted(head) {
                Some(word) => words.push(choice_word(word, casing, case, reports)),
                None => reports.push(Code::BadDeclaration.at(case.span).with("its form is not one the library has")),
            }
        }
    }
    if words.is_empty() {
        reports.push(Code::BadDeclaration.at(statement.span).with("its form is not one the library has"));
    }
    Choice { name, docs: statement.docs.clone(), span: statement.span, words }
}

/// `TLSv1.2_2021` is one word.
fn dotted(expr: &Expr) -> Option<Name> {
    match constant(expr)? {
        Value::Word(word) => Some(word),
        Value::Bool(truth) => Some(Name::of(if truth { "true" } else { "false" })),
        Value::None => Some(Name::of("none")),
        _ => None,
    }
}

fn choice_word(word: Name, casing: Name, case: &Statement, reports: &mut Reports) -> ChoiceWord {
    let body = case.body.as_deref().unwrap_or_default();
    let said = case.value.as_ref().and_then(constant).map(as_spelling);
    let common = said.unwrap_or_else(|| spelled(word, casing));
    let mut spelling = PerTarget { cfn: common.clone(), tf: common };
    let mut only = None;
    let mut facts = Vec::with_capacity(body.len());
    for setting in body {
        let Some((name, value)) = first_word(setting).zip(setting.value.as_ref().and_then(constant)) else {
            reports.push(Code::BadDeclaration.at(setting.span).with("its form is not one the library has"));
            continue;
        };
        if sets(setting, "cfn") {
            spelling.cfn = as_spelling(value);
        } else if sets(setting, "tf") {
            spelling.tf = as_spelling(value);
        } else if sets(setting, "only") {
            only = value.as_text().and_then(|word| Target::ALL.into_iter().find(|target| target.word() == word));
        } else {
            facts.push((name, value));
        }
    }
    ChoiceWord { word, docs: case.docs.clone(), spelled: spelling, only, facts }
}

fn as_spelling(value: Value) -> Value {
    match value {
        Value::Word(word) => Value::text(&word),
        other => other,
    }
}

fn spelled(word: Name, casing: Name) -> Value {
    Value::text(&match casing.as_str() {
        "kebab" => kebab(&word),
        "camel" => camel(&word),
        "upper" => word.to_uppercase(),
        _ => word.to_string(),
    })
}
