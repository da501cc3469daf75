//! What stands there each month, asked or not.
//!
//! In: the resources of a plan, and the fees of their kinds. Out: a bill, and what each avoidable fee costs. Deliberately absent:
//! traffic.

use super::{Bill, Line, Prices};
use crate::model::Reader;
use crate::plan::Plan;
use crate::schema::{Block, Schema, Value};

/// The bill.
pub(super) fn bill(plan: &Plan, schema: &Schema, prices: &Prices) -> Bill {
    let reader = Reader::new(schema, &plan.blocks);
    let mut bill = Bill::new("each month".to_owned(), None);
    for fee in &prices.fees {
        let mut before = 0.0;
        let of_kind = plan.resources.iter().map(|resource| &plan.blocks[resource.block.0 as usize]);
        for block in of_kind.filter(|block| schema.kind(block.kind).name == fee.kind) {
            let holds = |when| reader.compute(block, when) == Value::Bool(true);
            if !fee.when.as_ref().is_none_or(holds) {
                continue;
            }
            let count = fee.count.as_ref().map_or(1.0, |count| match reader.compute(block, count) {
                Value::Int(count) => count as f64,
                _ => 1.0,
            });
            let dollars = match fee.first {
                Some((first, beyond)) => {
                    let cheap = (before + count - first).clamp(0.0, count);
                    (count - cheap) * fee.price + cheap * beyond
                }
                None => count * fee.price,
            };
            before += count;
            if dollars > 0.0 {
                let (item, place) = (fee.title.to_string(), called(block));
                bill.advice_for(fee.advice.as_deref(), &place, dollars);
                bill.lines.push(Line { item, place, quantity: count, unit: "", dollars, soft: fee.soft });
            }
        }
    }
    bill
}

impl Bill {
    fn advice_for(&mut self, advice: Option<&str>, place: &str, saves: f64) {
        if let Some(advice) = advice {
            self.advise(format!("{place}: {advice}"), saves);
        }
    }
}

fn called(block: &Block) -> String {
    block.label.to_string()
}
