//! Rules of the library and of programs: what must hold, and the words for when it does not.

use super::Rule;
use super::load::{first_word, head_span, text_of, word_of};
use super::read_fact::month;
use crate::report::{Code, Level, Reports};
use crate::source::Name;
use crate::syntax::{Expr, Statement};

/// `rule CF-274 ttl_order { when … require … at … say … fix … source … }`
pub fn rule(statement: &Statement, reports: &mut Reports) -> Option<Rule> {
    let (Some(code), Some(name)) = (statement.head.get(1).and_then(word_of), statement.head.get(2).and_then(word_of)) else {
        reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
        return None;
    };
    let mut rule = Rule {
        code,
        name,
        docs: statement.docs.clone(),
        span: head_span(statement),
        when: Vec::new(),
        require: None,
        at: None,
        level: Level::Error,
        say: None,
        fix: None,
        source: None,
        checked: None,
        by_law: false,
        examples: [None, None],
    };
    for line in statement.body.as_deref().unwrap_or_default() {
        let argument = line.head.get(1).cloned();
        match (first_word(line).map(Name::as_str), argument) {
            (Some("when"), Some(expr)) => rule.when.push(expr),
            (Some("require"), Some(expr)) => rule.require = Some(expr),
            (Some("at"), Some(expr)) => rule.at = word_of(&expr),
            (Some("say"), Some(expr)) => rule.say = Some(expr),
            (Some("fix"), Some(expr)) => rule.fix = Some(expr),
            (Some("level"), Some(expr)) => match level(&expr) {
                Some(level) => rule.level = level,
                None => reports.push(Code::BadDeclaration.at(expr.span).with("its form is not one the library has")),
            },
            (Some("by"), Some(_)) => rule.by_law = true,
            (Some("fails"), Some(expr)) => rule.examples[0] = text_of(&expr),
            (Some("passes"), Some(expr)) => rule.examples[1] = text_of(&expr),
            (Some("source"), Some(expr)) => {
                rule.source = text_of(&expr);
                rule.checked = line.head.get(3).and_then(month);
            }
            _ => reports.push(Code::BadDeclaration.at(line.span).with("its form is not one the library has")),
        }
    }
    if rule.say.is_none() || !rule.by_law && rule.require.is_none() && rule.when.is_empty() {
        reports.push(Code::BadDeclaration.at(rule.span).with("its form is not one the library has"));
    }
    Some(rule)
}

/// `error`, `warning`, `note`.
pub fn level(expr: &Expr) -> Option<Level> {
    match word_of(expr)?.as_str() {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "note" | "info" => Some(Level::Note),
        _ => None,
    }
}
