//! What a name is answered with.
//!
//! In: a Model. Out: `Zones`, which choose among the records of a name as Route 53 does. Deliberately absent: requests (`http`).

use crate::model::Model;
use crate::schema::Schema;

/// Every zone of a program.
#[derive(Debug, Default)]
pub struct Zones {}

impl Zones {
    /// Reads the zones of a program.
    pub fn of(_: &Model, _: &Schema) -> Zones {
        Zones {}
    }
}
