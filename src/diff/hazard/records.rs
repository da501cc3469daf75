//! Hazards of changes of zones and records.
//!
//! In: what changes in them and in their answers. Out: hazards. Deliberately absent: distributions (`edge`).

use super::table::{
    IDENTIFIER_CHANGED, LONG_STAY, PLACE_UNANSWERED, POLICY_CHANGED, SERVERS_AND_RECORDS, WEAKENED, ZONE_DELETED,
};
use super::{Both, Change, Hazard, Names};
use crate::diff::Verdict;
use crate::model::{RecordView, RegisteredDomainView, ZoneView, within};
use crate::plan::branch_identifiers;
use crate::route::dns::OTHER_TYPES;
use crate::schema::{Block, Value};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Weights that move want answers kept no longer, in seconds (R53-148).
const SHORT: u32 = 60;

pub(super) fn find(both: &Both, resources: &[Change], answers: &Names, all: &mut Vec<Hazard>) {
    let Some(zone) = ZoneView::of(both.schema).map(|view| both.schema.kind(view.kind).name) else { return };
    let Some(view) = both.records else { return };
    let record = both.schema.kind(view.kind).name;
    for change in resources {
        if change.kind == zone && matches!(change.verdict, Verdict::Deleted | Verdict::Replaced) {
            all.push(Hazard::about(ZONE_DELETED, change));
        }
        if change.kind == record && change.verdict == Verdict::Changed && change.lines.iter().any(|line| line.path == "policy") {
            all.push(Hazard::about(POLICY_CHANGED, change));
        }
    }
    identifiers(both, view, resources, all);
    servers(both, view, resources, all);
    shifts(answers, all);
}

/// Records whose branches stay and are called otherwise.
fn identifiers(both: &Both, view: RecordView, resources: &[Change], all: &mut Vec<Hazard>) {
    let record = both.schema.kind(view.kind).name;
    let changed: Vec<&Change> =
        resources.iter().filter(|change| change.kind == record && change.verdict == Verdict::Changed).collect();
    if changed.is_empty() {
        return;
    }
    let [old, new] = [both.old, both.new].map(|side| {
        let records = side.model().own().filter(|(_, block)| block.kind == view.kind && !block.branches.is_empty());
        records.map(|(_, block)| (block.span, block)).collect::<FxHashMap<Span, &Block>>()
    });
    for change in changed {
        let (Some(a), Some(b)) = (change.old.and_then(|at| old.get(&at)), change.new.and_then(|at| new.get(&at))) else {
            continue;
        };
        let names = [branch_identifiers(a, view, &both.old.reader), branch_identifiers(b, view, &both.new.reader)];
        let renamed = a.branches.iter().zip(&names[0]).any(|(was, name)| {
            let is_written = |block: &Block| block.value(view.set_identifier).is_some();
            let mut same = b.branches.iter().zip(&names[1]).filter(|(is, _)| {
                let same = |field| match (was.value(field), is.value(field)) {
                    (Some(was), Some(is)) => both.same(was, is),
                    (None, None) => true,
                    _ => false,
                };
                was.label == is.label && was.case == is.case && same(view.values) && (is_written(was) || is_written(is))
            });
            same.any(|(_, other)| other != name) && !names[1].contains(name)
        });
        if renamed {
            all.push(Hazard::about(IDENTIFIER_CHANGED, change));
        }
    }
}

/// Delegations that change together with what they delegate.
fn servers(both: &Both, view: RecordView, resources: &[Change], all: &mut Vec<Hazard>) {
    let record = both.schema.kind(view.kind).name;
    // `A, AAAA app.example.com`
    let parts = |change: &Change| {
        let (kinds, name) = change.name.rsplit_once(' ')?;
        (change.kind == record).then(|| (kinds.split(", ").any(|kind| kind == "NS"), name.to_owned()))
    };
    let records: Vec<(&Change, bool, String)> =
        resources.iter().filter_map(|change| parts(change).map(|(is_ns, name)| (change, is_ns, name))).collect();
    let mut told = |change: &Change, domain: &str| {
        let below = records.iter().any(|(_, is_ns, name)| !is_ns && within(name, domain).is_some());
        let zone = resources.iter().any(|change| change.kind != record && change.name == *domain);
        if below || zone {
            all.push(Hazard::about(SERVERS_AND_RECORDS, change));
        }
    };
    for (change, _, domain) in records.iter().filter(|(_, is_ns, _)| *is_ns) {
        told(change, domain);
    }
    // The registry delegates as a parent zone does.
    let Some(registered) = RegisteredDomainView::of(both.schema) else { return };
    let servers = both.schema.kind(registered.kind).field(registered.name_servers).name;
    for change in resources.iter().filter(|change| change.lines.iter().any(|line| servers == *line.path)) {
        let of = both.new.model().own().find(|(_, block)| block.kind == registered.kind && Some(block.span) == change.new);
        let domain = of.and_then(|(_, block)| block.value(registered.domain_name)).and_then(Value::as_text);
        if let Some(domain) = domain {
            told(change, &domain.trim_end_matches('.').to_ascii_lowercase());
        }
    }
}

/// What changes of answers lead to.
fn shifts(answers: &Names, all: &mut Vec<Hazard>) {
    for one in &answers.list {
        let what = |row: &crate::diff::Shifted| {
            let kinds = one.kinds.iter().filter(|kind| **kind != OTHER_TYPES || one.kinds.len() == 1);
            let kinds: Vec<&str> = kinds.map(|kind| kind.as_str()).collect();
            let name = one.names.first().map_or("", String::as_str);
            let whom = if row.viewers.text == "everyone" { String::new() } else { format!(", {}", row.viewers.text) };
            format!("{} {name}{whom}", kinds.join(", "))
        };
        let well = |row: &&crate::diff::Shifted| row.when.as_ref().is_none_or(|when| when.while_all_well);
        let is_shared = |row: &&crate::diff::Shifted| row.old.len() > 1 || row.new.len() > 1;
        let kept = |row: &crate::diff::Shifted| row.old.iter().filter_map(|part| part.stay).max().unwrap_or(0);
        let moves = one.rows.iter().filter(well).filter(is_shared).find(|row| !row.is_stay_only() && kept(row) > SHORT);
        if let Some(row) = moves {
            all.push(Hazard::of(LONG_STAY, format!("{}, kept {}s", what(row), kept(row))));
        }
        if let Some(row) = one.rows.iter().find(|row| row.is_weakened) {
            all.push(Hazard::of(WEAKENED, what(row)));
        }
        // Where a whole name goes, that is said as such.
        let is_partial = |row: &&crate::diff::Shifted| {
            row.viewers.spots.is_some()
                || row.viewers.networks.is_some()
                || row.when.as_ref().is_some_and(|when| when.cases != [[]])
        };
        if let Some(row) = one.rows.iter().filter(|row| row.is_unanswered).find(is_partial) {
            all.push(Hazard::of(PLACE_UNANSWERED, what(row)));
        }
    }
}
