//! What a broken rule says.
//!
//! In: a rule, the block that breaks it, and names that only a law knows. Out: a report in the rule's own words. Deliberately
//! absent: whether it is broken (`check`, and the laws).

use super::Reader;
use crate::report::{Label, Report};
use crate::resolve::shown;
use crate::schema::{Block, Rule, Value};
use crate::source::Name;
use crate::syntax::Expr;

/// A finding of a rule about a block. Its label stands on the field the rule names, else on the block.
pub fn finding(rule: &Rule, block: &Block, reader: &Reader, names: &[(Name, Value)]) -> Report {
    let slot = rule.at.and_then(|name| reader.kind(block).field_in(name, block.case)).and_then(|field| block.slot(field));
    let said = |expr: &Expr| shown(&reader.compute_within(block, names, expr));
    Report {
        code: rule.code.to_string(),
        level: rule.level,
        message: rule.say.as_ref().map(said).unwrap_or_default(),
        primary: Some(Label { span: slot.map_or(block.span, |slot| slot.span), text: String::new() }),
        secondary: Vec::new(),
        notes: rule.source.iter().map(|source| format!("source: {source}")).collect(),
        fix: rule.fix.as_ref().map(said),
    }
}
