//! An alias to a record of the zone needs that record, of the same type, and must not lead back to itself.

use super::inspection::Inspection;
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.entries() {
        // Records of a zone that exists already may stand anywhere.
        if inspection.reader.block(entry.zone).existing {
            continue;
        }
        for (name, place) in aliases(inspection, entry.record) {
            let known = inspection.names.at(entry.zone, name).any(|other| other.record_type == entry.record_type);
            if !known {
                for rule in rules {
                    let words = [("target", Value::text(name)), ("type", Value::Word(entry.record_type))];
                    reports.push(inspection.found(rule, entry.record, place, &words));
                }
            }
        }
    }
}

/// The records of its zone that a record points to.
pub(super) fn aliases<'b>(inspection: &Inspection, record: &'b Block) -> impl Iterator<Item = (&'b str, Span)> + use<'b> {
    let field = inspection.record.values;
    std::iter::once(record).chain(&record.branches).filter_map(move |block| block.slot(field)).filter_map(|slot| {
        let one = match &slot.value {
            Value::List(values) => match values.as_slice() {
                [one] => one,
                _ => return None,
            },
            one => one,
        };
        match one {
            Value::Call(word, arguments) if *word == "record" => {
                arguments.first().and_then(Value::as_text).map(|name| (name, slot.span))
            }
            _ => None,
        }
    })
}

/// Whether a record leads to another name at all: a CNAME, or an alias to a record.
pub(super) fn points_within(inspection: &Inspection, entry: &Entry) -> bool {
    entry.record_type == "CNAME" || aliases(inspection, entry.record).next().is_some()
}

/// The names a record leads to within its zone: by alias, or as a CNAME.
pub(super) fn leads_to<'m>(inspection: &Inspection<'m>, entry: &Entry<'m>) -> Vec<(String, Span)> {
    let mut names: Vec<(String, Span)> = aliases(inspection, entry.record).map(|(name, span)| (name.to_owned(), span)).collect();
    if entry.record_type == "CNAME" {
        let blocks = std::iter::once(entry.record).chain(&entry.record.branches);
        for slot in blocks.filter_map(|block| block.slot(inspection.record.values)) {
            if let Value::List(values) = &slot.value {
                let texts = values.iter().filter_map(|value| if let Value::Text(text) = value { Some(text) } else { None });
                names.extend(texts.map(|text| (format!("{}.", text.trim_end_matches('.')), slot.span)));
            }
        }
    }
    names
}
