//! Hazards of changes of distributions and what they use.
//!
//! In: paired sides, and what changes. Out: hazards. Deliberately absent: zones and records (`records`).

use super::table::{KEY_CHANGED, MOVED_ALIAS, ORIGIN_PUBLIC, REPLICATED, STILL_IN_USE, UNSIGNED};
use super::{Both, Change, Hazard, Request};
use crate::diff::is_at_the_edge;
use crate::diff::side::Read;
use crate::diff::{Verdict, show};
use crate::model::{BehaviorView, DistributionView, EdgeLambdaView, OriginView, PublicKeyView, VpcOriginView};
use crate::schema::{BlockId, Value};
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn find(both: &Both, resources: &[Change], requests: &[Request], all: &mut Vec<Hazard>) {
    let Some(view) = DistributionView::of(both.schema) else { return };
    aliases(both, view, all);
    if let Some(key) = PublicKeyView::of(both.schema) {
        let (kind, path) = (both.schema.kind(key.kind).name, both.schema.kind(key.kind).field(key.key).name);
        let is_key = |change: &&Change| change.kind == kind && change.lines.iter().any(|line| path == *line.path);
        all.extend(resources.iter().filter(is_key).map(|change| Hazard::about(KEY_CHANGED, change)));
    }
    uses(both, view, resources, all);
    origins(both, all);
    for request in requests {
        let host = request.hosts.first().map_or("", String::as_str);
        let rows = request.rows.iter().filter(|row| row.marks.is_unsigned);
        all.extend(rows.map(|row| Hazard::of(UNSIGNED, format!("{} of {host}", row.paths))));
    }
}

/// Domains that another distribution has now.
fn aliases(both: &Both, view: DistributionView, all: &mut Vec<Hazard>) {
    let domains = |side: &Read| {
        let mut domains: Vec<(String, BlockId)> = Vec::new();
        let of_kind = side.side.model.own().filter(|(_, block)| block.kind == view.kind && !block.existing);
        for (id, block) in of_kind {
            if let Value::List(listed) = &*side.reader.value(block, view.domains) {
                let texts = listed.iter().filter_map(Value::as_text);
                domains.extend(texts.map(|text| (text.to_ascii_lowercase(), id)));
            }
        }
        domains
    };
    let now: FxHashMap<String, BlockId> = domains(&both.new).into_iter().collect();
    for (domain, was) in domains(&both.old) {
        let Some(is) = now.get(&domain).filter(|is| both.pairs.get(&was) != Some(*is)) else { continue };
        let (from, to) = (show::name(&both.old, was), show::name(&both.new, *is));
        let mut hazard = Hazard::of(MOVED_ALIAS, format!("{domain}, from {from} to {to}"));
        (hazard.old, hazard.new) = (Some(both.old.block(was).span), Some(both.new.block(*is).span));
        all.push(hazard);
    }
}

/// Everything that blocks use, with what that uses.
fn used(side: &Read, from: impl Iterator<Item = BlockId>) -> FxHashSet<BlockId> {
    let mut open: Vec<BlockId> = from.collect();
    let mut seen: FxHashSet<BlockId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        side.block(id).each_block(&mut |inner| {
            if seen.insert(inner) {
                open.push(inner);
            }
        });
    }
    seen
}

/// What goes, and was used by a distribution that stays.
fn uses(both: &Both, view: DistributionView, resources: &[Change], all: &mut Vec<Hazard>) {
    let of = |side: &Read, stays: &dyn Fn(BlockId) -> bool| {
        let all = side.side.model.own().filter(|(id, block)| block.kind == view.kind && stays(*id)).map(|(id, _)| id);
        used(side, all)
    };
    let before = of(&both.old, &|id| both.pairs.contains_key(&id));
    let is_edge = |id: BlockId| {
        is_at_the_edge(both.schema, both.old.reader.kind(both.old.block(id))) && both.old.block(id).kind != view.kind
    };
    let gone = resources.iter().filter(|change| matches!(change.verdict, Verdict::Deleted | Verdict::Replaced));
    for change in gone {
        // Of a key with other content its own hazard is told.
        let is_told = |hazard: &Hazard| hazard.old == change.old && hazard.peril == KEY_CHANGED;
        let found = before.iter().find(|id| Some(both.old.block(**id).span) == change.old && is_edge(**id));
        let found = found.filter(|_| !all.iter().any(is_told));
        if let Some(id) = found {
            let mut hazard = Hazard::about(STILL_IN_USE, change);
            hazard.what = format!("{} {}", change.kind, show::name(&both.old, *id));
            all.push(hazard);
        }
    }
    let Some(lambda) = EdgeLambdaView::of(both.schema) else { return };
    let after = of(&both.new, &|_| true);
    let mut let_go: Vec<BlockId> = before.into_iter().filter(|id| both.old.block(*id).kind == lambda.kind).collect();
    let_go.retain(|id| !after.iter().any(|new| both.same(&Value::Block(*id), &Value::Block(*new))));
    let_go.sort();
    for id in let_go {
        let mut hazard =
            Hazard::of(REPLICATED, format!("{} {}", both.old.reader.kind(both.old.block(id)).name, show::name(&both.old, id)));
        hazard.old = Some(both.old.block(id).span);
        all.push(hazard);
    }
}

/// Origins that only CloudFront could reach, and that are reached by everybody now.
fn origins(both: &Both, all: &mut Vec<Hazard>) {
    let Some(view) = both.origin else { return };
    let is_private = |side: &Read, id: BlockId| {
        let block = side.block(id);
        let sort = side.reader.member(&Value::Block(id), Name::of("sort"));
        let signs = match &*side.reader.value(block, view.access_control) {
            Value::Block(control) => side.reader.named(side.block(*control), Name::of("signing")) != Value::word("never"),
            _ => true,
        };
        sort == Some(Value::word("vpc")) || sort == Some(Value::word("s3")) && signs
    };
    let mut shown = FxHashSet::default();
    for (id, block) in both.new.model().own().filter(|(_, block)| block.kind == view.kind && block.branches.is_empty()) {
        let Some(was) = both.back.get(&id) else { continue };
        if is_private(&both.old, *was) && !is_private(&both.new, id) {
            let mut hazard = Hazard::of(ORIGIN_PUBLIC, format!("origin {}", show::name(&both.new, id)));
            (hazard.old, hazard.new) = (Some(both.old.block(*was).span), Some(block.span));
            all.push(hazard);
            shown.extend(block.value(view.from).and_then(Value::as_block));
        }
    }
    // What was behind a VPC origin only, and is asked directly.
    let (before, after) = (Behind::of(&both.old, view), Behind::of(&both.new, view));
    for id in after.asked.iter().filter(|id| !shown.contains(*id)) {
        let Some(was) = both.back.get(id).filter(|was| before.hidden.contains(*was) && !before.asked.contains(*was)) else {
            continue;
        };
        let block = both.new.block(*id);
        let mut hazard =
            Hazard::of(ORIGIN_PUBLIC, format!("{} {}", both.new.reader.kind(block).name, show::name(&both.new, *id)));
        (hazard.old, hazard.new) = (Some(both.old.block(*was).span), Some(block.span));
        all.push(hazard);
    }
}

/// What stands behind the origins of a side, in the order of its blocks.
#[derive(Default)]
struct Behind {
    /// Reached through a VPC origin.
    hidden: Vec<BlockId>,
    /// Asked by its own name.
    asked: Vec<BlockId>,
}

impl Behind {
    fn of(side: &Read, origins: OriginView) -> Behind {
        let mut behind = Behind::default();
        let schema = side.reader.schema;
        let (Some(behaviors), Some(inner)) = (BehaviorView::of(schema), VpcOriginView::of(schema)) else { return behind };
        for (_, block) in side.side.model.own() {
            let targets = match block.kind {
                kind if kind == behaviors.kind => vec![block.value(behaviors.origin)],
                kind if kind == origins.kind => {
                    let branches = block.branches.iter().map(|branch| branch.value(origins.from));
                    branches.chain([block.value(origins.from)]).collect()
                }
                _ => continue,
            };
            for id in targets.into_iter().flatten().filter_map(Value::as_block) {
                let target = side.block(id);
                if target.kind == inner.kind {
                    behind.hidden.extend(target.value(inner.to).and_then(Value::as_block));
                } else if target.kind != origins.kind && target.existing {
                    behind.asked.push(id);
                }
            }
        }
        behind.asked.sort();
        behind.asked.dedup();
        behind
    }
}
