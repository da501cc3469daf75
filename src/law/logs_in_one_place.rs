//! Old and new logs in one place of a bucket.

use super::inspection::{Inspection, beside, coexist};
use crate::model::LogsView;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = LogsView::of(inspection.reader.schema) else { return };
    let place = |logs: &Block| {
        let prefix = inspection.reader.value(logs, view.prefix).into_owned();
        let plain = prefix.as_text().map(|text| text.trim_matches('/').to_owned());
        Some((logs.value(view.to)?.as_block()?, plain, prefix.is_unknown()))
    };
    let all: Vec<&Block> = inspection.all(view.kind).map(|(_, logs)| logs).collect();
    for (at, logs) in all.iter().enumerate() {
        let Some((bucket, prefix, false)) = place(logs) else { continue };
        let version = inspection.reader.value(logs, view.version);
        let first = all[..at].iter().find(|first| {
            place(first).is_some_and(|first| first == (bucket, prefix.clone(), false))
                && inspection.reader.value(first, view.version) != version
                && coexist(first, logs)
        });
        let Some(first) = first else { continue };
        for rule in rules {
            let words = [("bucket", Value::Text(inspection.reader.block(bucket).label.clone()))];
            let span = logs.slot(view.to).map_or(logs.span, |slot| slot.span);
            reports.push(beside(inspection.found(rule, logs, span, &words), first.span, "the others"));
        }
    }
}
