//! The page of prices.
//!
//! In: its text. Out: `Prices`; what is wrong with the page is reported at its place. Deliberately absent: which page (`cli`).

use crate::report::{Code, Reports};
use crate::schema::{setting, text_of, word_of};
use crate::source::{FileId, Name, Span};
use crate::syntax::{Expr, Form, Number, Statement, Statements, parse};
use std::sync::Arc;

/// Everything that has a price. Dollars, and bytes.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    /// When they were read: `2026-09`.
    pub checked: Arc<str>,
    /// How much is sent at each price of an area; what is beyond has the last price.
    pub tiers: Vec<f64>,
    /// Areas of CloudFront.
    pub areas: Vec<Area>,
    /// A million calls of functions.
    pub edge_functions: f64,
    /// A million requests of Lambda@Edge.
    pub lambda_requests: f64,
    /// A second with a gigabyte of memory.
    pub lambda_seconds: f64,
    /// A path.
    pub invalidations: f64,
    /// Bytes, requests, calls and paths that are free each month.
    pub free: [f64; 4],
    /// What stands there anyway.
    pub fees: Vec<Fee>,
    /// So many questions have the first price.
    pub query_tier: f64,
    /// What a million questions cost, by record.
    pub queries: Vec<Query>,
}

/// An area whose viewers are served at one price.
#[derive(Clone, Debug, Default)]
pub struct Area {
    /// As people call it.
    pub title: Arc<str>,
    /// Continents of it, where a country is not named elsewhere.
    pub continents: Vec<Name>,
    /// Countries of it.
    pub countries: Vec<Name>,
    /// The price classes it belongs to.
    pub classes: Vec<Name>,
    /// A gigabyte, by tier.
    pub transfer: Vec<f64>,
    /// Ten thousand requests.
    pub http: f64,
    /// Ten thousand requests with TLS.
    pub https: f64,
    /// A gigabyte that viewers send.
    pub to_origin: f64,
    /// Ten thousand requests that pass Origin Shield.
    pub shield: f64,
}

/// What a block of a kind costs each month.
#[derive(Clone, Debug)]
pub struct Fee {
    /// The kind.
    pub kind: Name,
    /// What is paid for.
    pub title: Arc<str>,
    /// Whether it is asked of a block.
    pub when: Option<Expr>,
    /// Dollars a month.
    pub price: f64,
    /// So many have that price, and those beyond the other one.
    pub first: Option<(f64, f64)>,
    /// How many there are in one block.
    pub count: Option<Expr>,
    /// What to write instead.
    pub advice: Option<Arc<str>>,
    /// Whether the price rests on one source.
    pub soft: bool,
}

/// What a million questions for a record cost.
#[derive(Clone, Debug)]
pub struct Query {
    /// As people call it.
    pub title: Arc<str>,
    /// Whether it is the price of a record.
    pub when: Option<Expr>,
    /// Dollars, in the first tier and beyond.
    pub price: [f64; 2],
}

/// Hours of a month, as AWS counts.
const HOURS: f64 = 730.0;

impl Prices {
    /// Reads a page.
    pub fn read(file: FileId, text: &str, reports: &mut Reports) -> Prices {
        let statements = parse(file, text, reports);
        let mut page = Page { prices: Prices::default(), reports };
        statements.iter().for_each(|statement| page.statement(statement));
        let whole = Span::new(file, 0, 0);
        let prices = &page.prices;
        let missing = [
            (prices.areas.is_empty(), "no `area`"),
            (prices.queries.iter().all(|query| query.when.is_some()), "no `query` for every record: one without `when`"),
            (
                prices.areas.iter().any(|area| area.transfer.len() != prices.tiers.len() + 1),
                "an area without a price for each tier",
            ),
            (prices.query_tier <= 0.0, "no `query_tier`"),
            (prices.checked.is_empty(), "no `checked`"),
        ];
        for (_, what) in missing.iter().filter(|(is_missing, _)| *is_missing) {
            page.reports.push(Code::BadPrice.at(whole).with(format_args!("the page has {what}")));
        }
        page.prices
    }

    /// The area of a country.
    pub fn area(&self, country: Name, continent: Option<Name>) -> Option<usize> {
        let named = self.areas.iter().position(|area| area.countries.contains(&country));
        named.or_else(|| {
            self.areas.iter().position(|area| continent.is_some_and(|continent| area.continents.contains(&continent)))
        })
    }
}

/// A page under way.
struct Page<'r> {
    prices: Prices,
    reports: &'r mut Reports,
}

impl Page<'_> {
    fn statement(&mut self, statement: &Statement) {
        let words: Vec<&str> = statement.head.iter().filter_map(word_of).map(Name::as_str).collect();
        let title = statement.head.last().and_then(text_of);
        match (words.as_slice(), &statement.value, &statement.body) {
            (["area", _], None, Some(body)) => self.area(title.unwrap_or_default(), body),
            (["fee", kind], None, Some(body)) => self.fee(Name::of(kind), title.unwrap_or_default(), body),
            (["query"], None, Some(body)) => self.query(title.unwrap_or_default(), body),
            ([name], Some(value), None) => self.setting(name, value, statement.span),
            _ => self.wrong(statement.span, "this is no `area`, `fee`, `query` or price"),
        }
    }

    fn setting(&mut self, name: &str, value: &Expr, span: Span) {
        match name {
            "checked" => match &value.form {
                Form::Number(Number::Time(time)) => self.prices.checked = time.clone(),
                _ => self.wrong(value.span, "this is no month such as 2026-09"),
            },
            "tiers" => self.prices.tiers = self.numbers(value),
            "edge_functions" => self.prices.edge_functions = self.number(value),
            "lambda_requests" => self.prices.lambda_requests = self.number(value),
            "lambda_seconds" => self.prices.lambda_seconds = self.number(value),
            "invalidations" => self.prices.invalidations = self.number(value),
            "query_tier" => self.prices.query_tier = self.number(value),
            "free" => {
                const NAMES: [&str; 4] = ["transfer", "requests", "edge_functions", "invalidations"];
                let Form::Map(entries) = &value.form else { return self.wrong(value.span, "this is no map") };
                for entry in entries {
                    let at = word_of(&entry.key).and_then(|key| NAMES.iter().position(|name| key == *name));
                    match at {
                        Some(at) => self.prices.free[at] = self.number(&entry.value),
                        None => self.wrong(entry.key.span, "nothing is free under this name"),
                    }
                }
            }
            _ => self.wrong(span, "nothing has a price under this name"),
        }
    }

    fn area(&mut self, title: Arc<str>, body: &Statements) {
        let number = |page: &mut Self, name| setting(body, name).map_or(0.0, |value| page.number(value));
        let area = Area {
            title,
            continents: words(setting(body, "continents")),
            countries: words(setting(body, "countries")),
            classes: words(setting(body, "classes")),
            transfer: setting(body, "transfer").map(|value| self.numbers(value)).unwrap_or_default(),
            http: number(self, "http"),
            https: number(self, "https"),
            to_origin: number(self, "to_origin"),
            shield: number(self, "shield"),
        };
        self.prices.areas.push(area);
    }

    fn fee(&mut self, kind: Name, title: Arc<str>, body: &Statements) {
        let number = |page: &mut Self, name| setting(body, name).map(|value| page.number(value));
        let is = |name| setting(body, name).and_then(word_of).is_some_and(|word| word == "true");
        let hours = if is("hourly") { HOURS } else { 1.0 };
        let (price, first, beyond) = (number(self, "price"), number(self, "first"), number(self, "beyond"));
        self.prices.fees.push(Fee {
            kind,
            title,
            when: condition(body),
            price: price.unwrap_or(0.0) * hours,
            first: first.zip(beyond),
            count: setting(body, "count").cloned(),
            advice: setting(body, "advice").and_then(text_of),
            soft: is("soft"),
        });
    }

    fn query(&mut self, title: Arc<str>, body: &Statements) {
        let price = setting(body, "price").map(|value| self.numbers(value)).unwrap_or_default();
        match price.as_slice() {
            [first, beyond] => self.prices.queries.push(Query { title, when: condition(body), price: [*first, *beyond] }),
            _ => {
                let span = body.first().map_or(Span::default(), |statement| statement.span);
                self.wrong(span, "a query has two prices: of the first tier, and beyond");
            }
        }
    }

    fn numbers(&mut self, value: &Expr) -> Vec<f64> {
        match &value.form {
            Form::List(items) => items.iter().map(|item| self.number(item)).collect(),
            _ => {
                self.wrong(value.span, "this is no list of numbers");
                Vec::new()
            }
        }
    }

    fn number(&mut self, value: &Expr) -> f64 {
        let number = match &value.form {
            Form::Number(Number::Int(int)) => Some(*int as f64),
            Form::Number(Number::Decimal(digits)) => digits.parse().ok(),
            Form::Number(Number::Size(bytes)) => Some(*bytes as f64),
            _ => None,
        };
        number.filter(|number| *number >= 0.0).unwrap_or_else(|| {
            self.wrong(value.span, "this is no price, number or size");
            0.0
        })
    }

    fn wrong(&mut self, span: Span, why: &str) {
        self.reports.push(Code::BadPrice.at(span).with(why));
    }
}

/// `when …`
fn condition(body: &Statements) -> Option<Expr> {
    let when = body.iter().find(|statement| statement.head.first().and_then(word_of).is_some_and(|word| word == "when"))?;
    when.head.get(1).cloned()
}

fn words(value: Option<&Expr>) -> Vec<Name> {
    match value.map(|value| &value.form) {
        Some(Form::List(items)) => items.iter().filter_map(word_of).collect(),
        _ => Vec::new(),
    }
}
