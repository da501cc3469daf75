//! What a month costs.
//!
//! In: a program's `traffic` blocks, its plan, and prices. Out: a `Bill` for each block and one for what stands there anyway: lines,
//! shares of behaviors, the free tier apart, and what each advice would save. Deliberately absent: layout, and any price.

mod asked;
mod prices;
mod served;
mod standing;

pub use prices::Prices;

use crate::model::{Model, TrafficMonthView};
use crate::plan::Plan;
use crate::report::Reports;
use crate::route::Router;
use crate::schema::Schema;
use crate::source::Span;
use std::sync::Arc;

/// The prices that come with the compiler: the name of the page, and its text.
pub const PRICES: (&str, &str) = ("stdlib/prices.edge", include_str!("../../stdlib/prices.edge"));

/// One line of a bill.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What is paid for.
    pub item: String,
    /// Where: an area, a name, a block.
    pub place: String,
    /// How much of it.
    pub quantity: f64,
    /// In what: `GB`, `requests`.
    pub unit: &'static str,
    /// US dollars.
    pub dollars: f64,
    /// What it rests on is not sure: an assumption, or a price with one source.
    pub soft: bool,
}

/// The part of a bill that a behavior causes.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The path, or `default`.
    pub behavior: Arc<str>,
    /// Requests.
    pub requests: f64,
    /// US dollars.
    pub dollars: f64,
}

/// What would make a bill smaller.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What to write or do.
    pub text: String,
    /// US dollars a month.
    pub saves: f64,
}

/// What one block of traffic costs, or everything that stands there anyway.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    /// `month -> app`.
    pub title: String,
    /// Where it is written; `None` for what stands there anyway.
    pub span: Option<Span>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Behaviors, the dearest first; empty for zones.
    pub parts: Vec<Part>,
    /// What the free tier takes off, if nothing else in the account uses it.
    pub free: f64,
    /// What would save, the most first.
    pub advice: Vec<Advice>,
    /// What was taken for granted.
    pub assumed: Vec<String>,
    /// What it may cost.
    pub budget: Option<f64>,
}

impl Bill {
    fn new(title: String, span: Option<Span>) -> Bill {
        let (lines, parts, advice, assumed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Bill { title, span, lines, parts, free: 0.0, advice, assumed, budget: None }
    }

    /// All lines together, before the free tier.
    pub fn dollars(&self) -> f64 {
        self.lines.iter().map(|line| line.dollars).sum()
    }

    fn add(&mut self, item: &str, place: &str, (quantity, unit): (f64, &'static str), dollars: f64) {
        let line = Line { item: item.to_owned(), place: place.to_owned(), quantity, unit, dollars, soft: false };
        self.lines.extend(Some(line).filter(|line| line.quantity > 0.0));
    }

    fn advise(&mut self, text: String, saves: f64) {
        // Less than a cent is no advice.
        self.advice.extend(Some(Advice { text, saves }).filter(|advice| advice.saves >= 0.01));
    }
}

/// What a program costs: what stands there anyway, then each block of traffic.
pub fn cost(model: &Model, plan: &Plan, schema: &Schema, prices: &Prices, reports: &mut Reports) -> Vec<Bill> {
    let mut bills = vec![standing::bill(plan, schema, prices)];
    let Some(view) = TrafficMonthView::of(schema) else { return bills };
    let router = Router::of(model, schema);
    for (_, block) in model.own().filter(|(_, block)| block.kind == view.kind) {
        let traffic = served::Traffic::read(model, schema, view, block);
        let site = router.http.sites.iter().find(|site| Some(site.block) == traffic.of);
        bills.push(match site {
            Some(site) => served::bill(&traffic, site, &router, prices, reports),
            None => asked::bill(&traffic, plan, schema, prices, reports),
        });
    }
    for bill in &mut bills {
        bill.advice.sort_by(|one, other| other.saves.total_cmp(&one.saves));
    }
    bills
}
