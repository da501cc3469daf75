//! Several resources become the one block an author wrote: the inverse of `plan`'s expansion.
//!
//! In: blocks as a plan has them. Out: a model. Deliberately absent: guesses; what has no inverse stays, or is said to be unseen.

use super::arena::Arena;
use super::lifting::Lifted;
use super::{Imported, fold_distribution, fold_logs, fold_making, fold_record, fold_rest, fold_route53};
use crate::schema::Schema;

/// Folds everything.
pub(super) fn fold(lifted: Lifted, schema: &Schema) -> Imported {
    let mut arena = Arena::of(lifted, schema);
    fold_rest::fold(&mut arena);
    fold_route53::fold(&mut arena);
    fold_making::fold(&mut arena);
    fold_logs::fold(&mut arena);
    fold_distribution::fold(&mut arena);
    fold_logs::permissions(&mut arena);
    fold_record::fold(&mut arena);
    arena.finish()
}
