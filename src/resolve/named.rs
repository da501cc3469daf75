//! Parts of a block that have a name of their own: `key_signing_key ksk_2026 -> …` in a zone is `example.ksk_2026`.
//!
//! In: a block's statement. Out: an instance for each such part. Deliberately absent: parts without a name, which belong to the
//! model; those of a loop inside the block, which nothing outside can name.

use super::scope::Scopes;
use super::{Instance, Source};
use crate::report::{Code, Reports};
use crate::schema::{BlockId, KindId, first_word, word_of};
use crate::source::Name;
use crate::syntax::Statement;

/// Declares the named parts of a block.
pub(super) fn named_parts<'t>(scopes: &mut Scopes<'t>, statement: &'t Statement, owner: BlockId, reports: &mut Reports) {
    let schema = scopes.schema;
    let named: Vec<(Name, KindId)> = schema.named_parts(scopes.instances[owner.0 as usize].kind).collect();
    if named.is_empty() {
        return;
    }
    let Instance { scope, condition, assembly, .. } = scopes.instances[owner.0 as usize].clone();
    for line in statement.body.iter().flatten() {
        let part = first_word(line).and_then(|word| named.iter().find(|(name, _)| *name == word));
        let Some(((_, kind), term)) = part.zip(line.head.get(1)) else {
            continue;
        };
        let Some(name) = word_of(term) else {
            continue;
        };
        if let Some(first) = scopes.parts.get(&(owner, name)) {
            let beside = scopes.instances[first.0 as usize].span;
            reports.push(Code::DeclaredTwice.at(term.span).with(name).beside(beside, "declared here first"));
            continue;
        }
        let id = BlockId(scopes.instances.len() as u32);
        scopes.parts.insert((owner, name), id);
        scopes.instances.push(Instance {
            kind: *kind,
            label: name.as_str().into(),
            span: term.span,
            source: Source::Statement(line),
            scope,
            existing: false,
            condition: condition.clone(),
            within: Some(owner),
            assembly: assembly.clone(),
        });
    }
}
