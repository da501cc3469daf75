//! What a request is answered with.
//!
//! In: a Model. Out: `Hosts`, the distributions by the names they answer to. Deliberately absent: names of the DNS (`dns`).

use crate::model::Model;
use crate::schema::Schema;

/// Every distribution of a program.
#[derive(Debug, Default)]
pub struct Hosts {}

impl Hosts {
    /// Reads the distributions of a program.
    pub fn of(_: &Model, _: &Schema) -> Hosts {
        Hosts {}
    }
}
