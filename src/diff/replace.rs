//! Whether a change replaces a resource.
//!
//! In: changed blocks. Out: the property that cannot be changed in place, for each target. What is compared is what the targets
//! would be given, so that a property no author writes counts too: the type of a health check. Deliberately absent: the facts,
//! which are read from the targets' own schemas when this is built.

use super::pair::Both;
use super::part::has_resource;
use super::resource::{Change, Replaced, Verdict};
use super::side::{Origin, Read};
use crate::plan::{Plan, plan};
use crate::report::Reports;
use crate::schema::{BlockId, Home, Target};
use crate::source::Name;
use rustc_hash::FxHashMap;
use serde_json::Value as Tree;
use std::sync::LazyLock;

/// `TYPE PATH PATH …`, one line a type.
const TABLE: &str = include_str!(concat!(env!("OUT_DIR"), "/replaced.txt"));

/// The properties of each resource type whose change replaces it.
static FIXED: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.collect()))
    });
    rows.collect()
});

/// Marks the changes that replace; each by its place among them, its old block and its new one.
pub(super) fn mark(both: &Both, changes: &mut [Change], changed: &[(usize, BlockId, BlockId)]) {
    let is_fixed = |id: &BlockId| {
        let kind = both.new.reader.kind(both.new.block(*id));
        Target::ALL.iter().any(|target| fixed(kind.resource.of(*target).as_deref()).is_some())
    };
    for (at, a, b) in changed {
        if goes_elsewhere(both, *a, *b) {
            let word = Some(REGION.to_owned());
            changes[*at].replaced = Some(Replaced { cfn: word.clone(), tf: word });
            changes[*at].verdict = Verdict::Replaced;
        }
    }
    let wanted: Vec<_> = changed.iter().filter(|(_, _, new)| is_fixed(new)).collect();
    if wanted.is_empty() {
        return;
    }
    let planned = |side: &Read| plan(side.model().clone(), both.schema, "edgewise", &mut Reports::default());
    let (old, new) = (planned(&both.old), planned(&both.new));
    for (at, a, b) in wanted {
        let mut replaced = Replaced::default();
        for target in Target::ALL {
            if !is_wanted(both, target) {
                continue;
            }
            let sort = both.schema.kind(both.new.block(*b).kind).resource.of(target).as_deref();
            let Some(paths) = fixed(sort) else { continue };
            let lower = |plan: &Plan, id: BlockId| crate::target::lower(plan, both.schema, target, id, &mut Reports::default());
            let (tree_a, tree_b) = (lower(&old, *a), lower(&new, *b));
            let differs = |path: &&&str| {
                let (a, b) = (at_path(&tree_a, path), at_path(&tree_b, path));
                a != b && !(is_reference(a) && is_reference(b) && renamed(both, (&old, &new), a, b))
            };
            let found = paths.iter().find(differs).map(|path| (*path).to_owned());
            match target {
                Target::CloudFormation => replaced.cfn = found,
                Target::Terraform => replaced.tf = found,
            }
        }
        if replaced != Replaced::default() {
            // A property says more than that the region is another.
            let known = changes[*at].replaced.take().unwrap_or_default();
            changes[*at].replaced = Some(Replaced { cfn: replaced.cfn.or(known.cfn), tf: replaced.tf.or(known.tf) });
            if changes[*at].verdict == Verdict::Changed {
                changes[*at].verdict = Verdict::Replaced;
            }
        }
    }
}

/// The field that says where a resource lives. It has no place in either target: another region is another stack and another provider.
const REGION: &str = "region";

/// Whether a block of its own region is in another one now: nothing moves there, it is made anew.
fn goes_elsewhere(both: &Both, a: BlockId, b: BlockId) -> bool {
    let (was, is) = (both.old.block(a), both.new.block(b));
    let kind = both.new.reader.kind(is);
    let programs = [both.old.side.origin, both.new.side.origin] == [Origin::Program; 2];
    let Some(field) = kind.field_named(Name::of(REGION)).filter(|_| programs && kind.home == Home::Region && has_resource(kind))
    else {
        return false;
    };
    *both.old.reader.value(was, field) != *both.new.reader.value(is, field)
}

/// Where one side is an output, only its target is asked.
fn is_wanted(both: &Both, target: Target) -> bool {
    let sides = [both.old.side.origin, both.new.side.origin];
    let outputs: Vec<Target> = sides
        .into_iter()
        .filter_map(|origin| match origin {
            Origin::Output(target) => Some(target),
            Origin::Program => None,
        })
        .collect();
    outputs.is_empty() || outputs.contains(&target)
}

fn fixed(sort: Option<&str>) -> Option<&'static Vec<&'static str>> {
    FIXED.get(sort?)
}

fn at_path<'t>(tree: &'t Tree, path: &str) -> &'t Tree {
    let mut tree = tree;
    for key in path.split('.') {
        if let Tree::Array(items) = tree
            && let [one] = items.as_slice()
        {
            tree = one;
        }
        tree = tree.get(key).unwrap_or(&Tree::Null);
    }
    tree
}

fn is_reference(tree: &Tree) -> bool {
    match tree {
        Tree::Object(object) => object.len() == 1 && object.keys().all(|key| key == "Ref" || key == "Fn::GetAtt"),
        Tree::String(text) => text.starts_with("${") && text.ends_with('}'),
        _ => false,
    }
}

/// Whether two references differ only because what they name has another name.
fn renamed(both: &Both, (old, new): (&Plan, &Plan), a: &Tree, b: &Tree) -> bool {
    let (mut a, b) = (a.to_string(), b.to_string());
    for moved in &both.moved {
        let Some(to) = both.pairs.get(moved) else { continue };
        if let (Some(from), Some(to)) = (old.resource(*moved), new.resource(*to)) {
            a = a.replace(&*from.logical_id, &to.logical_id).replace(&format!(".{}.", from.name), &format!(".{}.", to.name));
        }
    }
    a == b
}
