//! What the traffic of a distribution costs.
//!
//! In: a traffic block, the distribution as it decides, prices. Out: lines by item and area, the part of each behavior, the free
//! tier, advice. What AWS bills by edge location is taken by where viewers are: an assumption, and said. Deliberately absent:
//! which origin answers.

use super::{Bill, Part, Prices};
use crate::model::{DistributionView, Model, Reader, TrafficMonthView};
use crate::report::{Code, Reports, nearest};
use crate::route::Router;
use crate::route::http::{Behavior, Site};
use crate::schema::{Block, BlockId, Schema, Value};
use crate::source::{Name, Span};
use std::sync::Arc;

/// A traffic block. Shares are fractions.
pub(super) struct Traffic {
    pub title: String,
    pub span: Span,
    pub of: Option<BlockId>,
    pub queries: f64,
    pub budget: Option<f64>,
    pub shares: Vec<(Arc<str>, f64)>,
    /// The place of the shares.
    pub shares_span: Span,
    requests: f64,
    transfer: f64,
    upload: f64,
    hits: f64,
    plain: f64,
    viewers: Vec<(Arc<str>, f64)>,
    viewers_span: Span,
    invalidations: f64,
    /// Seconds.
    lambda_time: f64,
    class: Option<Name>,
}

const GIGABYTE: f64 = (1u64 << 30) as f64;
/// Memory of a function at the edge, in gigabytes: the most a viewer event may have, and the usual size.
const LAMBDA_MEMORY: f64 = 0.125;

impl Traffic {
    pub fn read(model: &Model, schema: &Schema, view: TrafficMonthView, block: &Block) -> Traffic {
        let reader = Reader::new(schema, &model.blocks);
        let value = |field| reader.value(block, field).into_owned();
        let span = |field| block.slot(field).map_or(block.span, |slot| slot.span);
        let of = match value(view.of) {
            Value::Block(of) => Some(of),
            _ => None,
        };
        let target = of.map(|of| model.block(of));
        let site = DistributionView::of(schema).zip(target).filter(|(site, target)| site.kind == target.kind);
        let class = site.map(|(site, target)| reader.value(target, site.price_class).into_owned());
        Traffic {
            title: format!("{} -> {}", block.label, target.map_or("", |target| &target.label)),
            span: block.span,
            of,
            queries: number(&value(view.queries)),
            budget: Some(value(view.budget)).filter(|budget| *budget != Value::None).map(|budget| number(&budget)),
            shares: shares(&value(view.shares)),
            shares_span: span(view.shares),
            requests: number(&value(view.requests)),
            transfer: number(&value(view.transfer)),
            upload: number(&value(view.upload)),
            hits: number(&value(view.hit_ratio)),
            plain: number(&value(view.plain_http)),
            viewers: shares(&value(view.viewers)),
            viewers_span: span(view.viewers),
            invalidations: number(&value(view.invalidations)),
            lambda_time: number(&value(view.lambda_time)),
            class: class.and_then(|class| class.as_text().map(Name::of)),
        }
    }
}

/// A number in its own unit: bytes, seconds, fractions, dollars.
fn number(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Size(bytes) => *bytes as f64,
        Value::Percent(hundredths) => f64::from(*hundredths) / 10_000.0,
        Value::Duration(milliseconds) => *milliseconds as f64 / 1000.0,
        Value::Decimal(digits) => digits.parse().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn shares(value: &Value) -> Vec<(Arc<str>, f64)> {
    match value {
        Value::Map(entries) => entries.iter().map(|(key, share)| (key.clone(), number(share))).collect(),
        _ => Vec::new(),
    }
}

/// The bill.
pub(super) fn bill(traffic: &Traffic, site: &Site, router: &Router, prices: &Prices, reports: &mut Reports) -> Bill {
    let mut bill = Bill::new(traffic.title.clone(), Some(traffic.span));
    bill.budget = traffic.budget;
    let areas = areas(traffic, router, prices, &mut bill, reports);
    let behaviors = behaviors(traffic, site, reports);
    let mut month = Month { traffic, prices, areas: &areas, bill: &mut bill };
    month.requests_and_bytes();
    let mut extra: Vec<f64> = behaviors.iter().map(|(behavior, share)| month.at_the_edge(behavior, *share, router)).collect();
    month.invalidations();
    month.price_classes();
    month.free_tier(&behaviors);
    // What is not caused by one behavior is shared as requests are.
    let common = bill.dollars() - extra.iter().sum::<f64>();
    extra.iter_mut().zip(&behaviors).for_each(|(extra, (_, share))| *extra += common * share);
    if behaviors.len() > 1 {
        bill.assumed.push("bytes are shared among behaviors as requests are".to_owned());
    }
    bill.parts = behaviors
        .iter()
        .zip(extra)
        .map(|((behavior, share), dollars)| Part {
            behavior: behavior.title.clone(),
            requests: share * traffic.requests,
            dollars,
        })
        .collect();
    bill.parts.sort_by(|one, other| other.dollars.total_cmp(&one.dollars));
    bill
}

/// The share of each area, by its number.
fn areas(traffic: &Traffic, router: &Router, prices: &Prices, bill: &mut Bill, reports: &mut Reports) -> Vec<(usize, f64)> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let atlas = &router.dns.atlas;
    let countries = atlas.countries();
    for (country, share) in &traffic.viewers {
        let name = Name::of(country);
        match prices.area(name, atlas.continent_of(name)).filter(|_| countries.contains(&name)) {
            Some(area) => match found.iter_mut().find(|(known, _)| *known == area) {
                Some((_, known)) => *known += share,
                None => found.push((area, *share)),
            },
            None => {
                let near = nearest(country, countries.iter().map(|country| country.as_str()));
                reports
                    .push(Code::UnknownShare.at(traffic.viewers_span).with(country).with("country with a price").nearest(near));
            }
        }
    }
    let said: f64 = found.iter().map(|(_, share)| share).sum();
    if said > 1.0001 {
        reports.push(Code::TooManyShares.at(traffic.viewers_span).with(format_args!("{:.0}%", said * 100.0)));
    }
    let rest = (1.0 - said).max(0.0);
    if rest > 0.0001 {
        let dearest = |one: &usize, other: &usize| prices.areas[*one].transfer[0].total_cmp(&prices.areas[*other].transfer[0]);
        let rest_in = found.iter().map(|(area, _)| *area).max_by(dearest).unwrap_or(0);
        let title = &prices.areas[rest_in].title;
        bill.assumed.push(format!("{:.0}% of the viewers are nowhere in particular and priced as {title}", rest * 100.0));
        match found.iter_mut().find(|(known, _)| *known == rest_in) {
            Some((_, known)) => *known += rest,
            None => found.push((rest_in, rest)),
        }
    }
    bill.assumed.push("areas are taken by where viewers are; AWS bills by the edge location that serves them".to_owned());
    found
}

/// Each behavior and its share of the requests.
fn behaviors<'s>(traffic: &Traffic, site: &'s Site, reports: &mut Reports) -> Vec<(&'s Behavior, f64)> {
    let titles = || site.behaviors.iter().map(|behavior| &*behavior.title);
    for (path, _) in traffic.shares.iter().filter(|(path, _)| !titles().any(|title| title == &**path)) {
        let draft = Code::UnknownShare.at(traffic.shares_span).with(path).with("path of a behavior");
        reports.push(draft.nearest(nearest(path, titles())));
    }
    let said: f64 = traffic.shares.iter().map(|(_, share)| share).sum();
    if said > 1.0001 {
        reports.push(Code::TooManyShares.at(traffic.shares_span).with(format_args!("{:.0}%", said * 100.0)));
    }
    let named =
        |behavior: &Behavior| traffic.shares.iter().find(|(path, _)| *path == behavior.title).map_or(0.0, |(_, share)| *share);
    let mut all: Vec<_> = site.behaviors.iter().map(|behavior| (behavior, named(behavior))).collect();
    if let Some((_, default)) = all.last_mut() {
        *default += (1.0 - said).max(0.0);
    }
    all
}

/// A month being added up.
struct Month<'a> {
    traffic: &'a Traffic,
    prices: &'a Prices,
    areas: &'a [(usize, f64)],
    bill: &'a mut Bill,
}

impl Month<'_> {
    fn requests_and_bytes(&mut self) {
        let Traffic { requests, transfer, upload, plain, .. } = *self.traffic;
        for (area, share) in self.areas {
            let area = &self.prices.areas[*area];
            let gigabytes = transfer * share / GIGABYTE;
            self.bill.add(
                "sent to viewers",
                &area.title,
                (gigabytes, "GB"),
                tiered(transfer * share, &self.prices.tiers, &area.transfer),
            );
            let with_tls = requests * share * (1.0 - plain);
            self.bill.add("requests over HTTPS", &area.title, (with_tls, "requests"), with_tls / 10_000.0 * area.https);
            let without = requests * share * plain;
            self.bill.add("requests over HTTP", &area.title, (without, "requests"), without / 10_000.0 * area.http);
            let sent = upload * share / GIGABYTE;
            self.bill.add("sent on to origins", &area.title, (sent, "GB"), sent * area.to_origin);
        }
    }

    /// Functions and Origin Shield of one behavior, in dollars.
    fn at_the_edge(&mut self, behavior: &Behavior, share: f64, router: &Router) -> f64 {
        let requests = self.traffic.requests * share;
        let is_kept = behavior.cache.as_ref().is_none_or(|cache| cache.max > 0);
        let misses = requests * if is_kept { 1.0 - self.traffic.hits } else { 1.0 };
        let mut dollars = 0.0;
        let viewer = [&behavior.viewer_request, &behavior.viewer_response].map(|function| (function, requests));
        let origin = [&behavior.origin_request, &behavior.origin_response].map(|function| (function, misses));
        for (function, runs) in viewer.into_iter().chain(origin) {
            let Some(function) = function else { continue };
            let place = format!("{} {}", behavior.title, function.label);
            if function.lambda {
                let seconds = runs * self.traffic.lambda_time * LAMBDA_MEMORY;
                let lambda = runs / 1e6 * self.prices.lambda_requests + seconds * self.prices.lambda_seconds;
                self.bill.add("Lambda@Edge", &place, (runs, "runs"), lambda);
                dollars += lambda;
                if runs == requests {
                    let text = format!("{place}: a function of CloudFront, where it needs neither network nor body");
                    self.bill.advise(text, lambda - runs / 1e6 * self.prices.edge_functions);
                }
            } else {
                let calls = runs / 1e6 * self.prices.edge_functions;
                self.bill.add("functions", &place, (runs, "calls"), calls);
                dollars += calls;
            }
        }
        let origin = behavior.origin.and_then(|origin| router.http.origins.get(origin));
        if let Some(origin) = origin.filter(|origin| origin.shield.is_some()) {
            // Which edge caches lie in the shield's own region nobody says: all are taken to lie elsewhere.
            let shield = self.areas.iter().map(|(area, part)| misses * part / 10_000.0 * self.prices.areas[*area].shield).sum();
            self.bill.add("Origin Shield", &format!("{} {}", behavior.title, origin.label), (misses, "requests"), shield);
            self.bill.lines.iter_mut().filter(|line| line.item == "Origin Shield").for_each(|line| line.soft = true);
            dollars += shield;
        }
        dollars
    }

    fn invalidations(&mut self) {
        let paths = self.traffic.invalidations;
        self.bill.add("invalidated paths", "", (paths, "paths"), paths * self.prices.invalidations);
        let beyond = (paths - self.prices.free[3]).max(0.0);
        self.bill.advise(
            "file names that change with their content need no invalidation".to_owned(),
            beyond * self.prices.invalidations,
        );
    }

    /// What viewers of areas outside a class would cost, served from the dearest area inside it.
    fn price_classes(&mut self) {
        let Traffic { requests, transfer, plain, class, .. } = *self.traffic;
        let now = |area: usize, share: f64| {
            let area = &self.prices.areas[area];
            let each = (1.0 - plain) * area.https + plain * area.http;
            tiered(transfer * share, &self.prices.tiers, &area.transfer) + requests * share / 10_000.0 * each
        };
        let classes: Vec<Name> = self.prices.areas.iter().flat_map(|area| &area.classes).copied().collect();
        let mut smaller: Vec<Name> = Vec::new();
        for candidate in classes {
            if Some(candidate) != class && !smaller.contains(&candidate) {
                smaller.push(candidate);
            }
        }
        let inside = |class: Name, area: usize| self.prices.areas[area].classes.contains(&class);
        for candidate in
            smaller.into_iter().filter(|candidate| class.is_none_or(|class| is_within(self.prices, *candidate, class)))
        {
            let dearest = (0..self.prices.areas.len())
                .filter(|area| inside(candidate, *area))
                .max_by(|one, other| now(*one, 1.0).total_cmp(&now(*other, 1.0)));
            let Some(dearest) = dearest else { continue };
            let outside = self.areas.iter().filter(|(area, _)| !inside(candidate, *area));
            let saves: f64 = outside.map(|(area, share)| now(*area, *share) - now(dearest, *share)).sum();
            self.bill.advise(
                format!("price_class = {candidate}, at the price of longer ways for viewers elsewhere (an estimate)"),
                saves,
            );
        }
    }

    fn free_tier(&mut self, behaviors: &[(&Behavior, f64)]) {
        let Traffic { requests, transfer, invalidations, .. } = *self.traffic;
        let [free_bytes, free_requests, free_calls, free_paths] = self.prices.free;
        let part = |used: f64, free: f64| if used > 0.0 { (free / used).min(1.0) } else { 0.0 };
        let spent = |items: &[&str]| -> f64 {
            self.bill.lines.iter().filter(|line| items.contains(&line.item.as_str())).map(|line| line.dollars).sum()
        };
        let viewer_calls = |behavior: &Behavior| {
            let functions = [&behavior.viewer_request, &behavior.viewer_response];
            functions.into_iter().flatten().filter(|function| !function.lambda).count() as f64
        };
        let calls: f64 = behaviors.iter().map(|(behavior, share)| viewer_calls(behavior) * share * requests).sum();
        self.bill.free = spent(&["sent to viewers"]) * part(transfer, free_bytes)
            + spent(&["requests over HTTPS", "requests over HTTP"]) * part(requests, free_requests)
            + spent(&["functions"]) * part(calls, free_calls)
            + spent(&["invalidated paths"]) * part(invalidations, free_paths);
    }
}

/// Whether a class serves fewer areas than another.
fn is_within(prices: &Prices, one: Name, other: Name) -> bool {
    prices.areas.iter().filter(|area| area.classes.contains(&one)).all(|area| area.classes.contains(&other))
        && prices.areas.iter().any(|area| area.classes.contains(&other) && !area.classes.contains(&one))
}

/// What bytes cost, the first of a month at the first price.
fn tiered(bytes: f64, tiers: &[f64], prices: &[f64]) -> f64 {
    let (mut left, mut dollars) = (bytes, 0.0);
    for (at, price) in prices.iter().enumerate() {
        let here = tiers.get(at).map_or(left, |tier| left.min(*tier));
        dollars += here / GIGABYTE * price;
        left -= here;
    }
    dollars
}

#[cfg(test)]
mod tests {
    use super::{GIGABYTE, tiered};

    #[test]
    fn what_is_beyond_a_tier_has_the_next_price() {
        let dollars = |gigabytes: f64| tiered(gigabytes * GIGABYTE, &[10.0 * GIGABYTE, 40.0 * GIGABYTE], &[3.0, 2.0, 1.0]);
        assert_eq!([dollars(0.0), dollars(10.0), dollars(30.0), dollars(100.0)], [0.0, 30.0, 70.0, 160.0]);
    }
}
