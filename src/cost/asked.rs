//! What the questions to a zone cost.
//!
//! In: a traffic block, the records of a plan, prices. Out: a line for each name with a share, and one for the rest; what aliases would
//! save. Deliberately absent: which answer is given.

use super::served::Traffic;
use super::{Bill, Prices};
use crate::model::{Reader, RecordView, ZoneView, absolute_name, folded};
use crate::plan::Plan;
use crate::report::{Code, Reports, nearest};
use crate::schema::{Block, Schema, Value};

const MILLION: f64 = 1e6;

/// The bill.
pub(super) fn bill(traffic: &Traffic, plan: &Plan, schema: &Schema, prices: &Prices, reports: &mut Reports) -> Bill {
    let mut bill = Bill::new(traffic.title.clone(), Some(traffic.span));
    bill.budget = traffic.budget;
    let Some((view, zones)) = RecordView::of(schema).zip(ZoneView::of(schema)) else { return bill };
    let reader = Reader::new(schema, &plan.blocks);
    let blocks = plan.resources.iter().map(|resource| &plan.blocks[resource.block.0 as usize]);
    let records: Vec<&Block> = blocks
        .filter(|block| {
            block.kind == view.kind && traffic.of.is_some_and(|of| *reader.value(block, view.zone) == Value::Block(of))
        })
        .collect();
    let zone = traffic.of.map(|zone| reader.value(reader.block(zone), zones.domain_name).into_owned());
    let domain = zone.as_ref().and_then(Value::as_text).unwrap_or_default();
    let whole = |name: &str| folded(&absolute_name(name, domain)).into_owned();
    let names: Vec<String> = records
        .iter()
        .map(|block| whole(&format!("{}.", reader.value(block, view.name).as_text().unwrap_or("@").trim_end_matches('.'))))
        .collect();
    let kind = |block: &Block| {
        let holds = |when| reader.compute(block, when) == Value::Bool(true);
        prices.queries.iter().find(|query| query.when.as_ref().is_none_or(holds))
    };
    let said: f64 = traffic.shares.iter().map(|(_, share)| share).sum();
    if said > 1.0001 {
        reports.push(Code::TooManyShares.at(traffic.shares_span).with(format_args!("{:.0}%", said * 100.0)));
    }
    // One tier for all questions of a month: the dearer part of each share is the same.
    let first = if traffic.queries > 0.0 { (prices.query_tier / traffic.queries).min(1.0) } else { 1.0 };
    let dollars = |price: [f64; 2], queries: f64| queries / MILLION * (price[0] * first + price[1] * (1.0 - first));
    for (asked, share) in &traffic.shares {
        let Some(at) = names.iter().position(|name| *name == whole(asked)) else {
            let draft = Code::UnknownShare.at(traffic.shares_span).with(asked).with("name with records in this zone");
            reports.push(draft.nearest(nearest(asked, names.iter().map(String::as_str))));
            continue;
        };
        let Some(query) = kind(records[at]) else { continue };
        let cost = dollars(query.price, share * traffic.queries);
        bill.add(&format!("questions, {}", query.title), asked, (share * traffic.queries, "questions"), cost);
        if is_cname(&reader.value(records[at], view.types)) {
            let text = format!("A, AAAA \"{asked}\" as an alias, where what the CNAME names is of AWS");
            bill.advise(text, cost);
        }
    }
    let rest = (1.0 - said).max(0.0) * traffic.queries;
    if let Some(standard) = prices.queries.iter().find(|query| query.when.is_none()) {
        bill.add(&format!("questions, {}", standard.title), "the rest", (rest, "questions"), dollars(standard.price, rest));
    }
    if rest > 0.0 {
        bill.assumed.push("questions without a share are priced as standard; those that aliases answer are free".to_owned());
    }
    bill
}

/// Whether a record that is expanded, and so of one type, is a CNAME.
fn is_cname(types: &Value) -> bool {
    match types {
        Value::List(types) => types.first().is_some_and(is_cname),
        one => one.as_text() == Some("CNAME"),
    }
}
