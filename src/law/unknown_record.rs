//! An alias to a record of the zone needs that record, of the same type.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.entries().filter(|entry| entry.form.points) {
        // Records of a zone that exists already may stand anywhere.
        if inspection.reader.block(entry.zone).existing {
            continue;
        }
        for (name, place) in aliases(inspection, entry.record) {
            let is_known = inspection.names.at(entry.zone, name).any(|other| other.record_type == entry.record_type);
            if !is_known {
                let words = [("target", Value::text(name)), ("type", Value::Word(entry.record_type))];
                for rule in rules {
                    reports.push(inspection.found(rule, entry.record, place, &words));
                }
            }
        }
    }
}

/// The records of its zone that a record points to.
pub(super) fn aliases<'b>(inspection: &Inspection, record: &'b Block) -> impl Iterator<Item = (&'b str, Span)> + use<'b> {
    let field = inspection.record.values;
    std::iter::once(record).chain(&record.branches).filter_map(move |block| {
        let slot = block.slot(field)?;
        let target = match &slot.value {
            Value::List(values) => values.first()?,
            one => one,
        };
        match target {
            Value::Call(word, arguments) if *word == "record" => Some((arguments.first()?.as_text()?, slot.span)),
            _ => None,
        }
    })
}
