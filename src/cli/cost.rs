//! `edgewise cost`: what a month costs, by line and by behavior.
//!
//! In: a program with `traffic` blocks, prices. Out: a table for people, or members of a document; 1 where a budget is exceeded.
//! Deliberately absent: adding up (`cost`).

use super::arguments::Cost;
use super::program::{Understood, planned};
use super::read;
use super::terminal::{Advice, Failure, Terminal, Verdict};
use crate::cost::{Bill, PRICES, Prices, cost as bills};
use crate::report::{Code, Reports};
use serde_json::{Value, json};

/// Prices a program.
pub(super) fn cost(arguments: &Cost, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Understood { mut findings, library, model } = Understood::of(&arguments.program);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    let (planned, plan) = planned(&arguments.program);
    let Some((plan, _)) = plan else {
        return planned.refuse(terminal);
    };
    let mut reports = Reports::default();
    let (name, text) = match &arguments.prices {
        None => (PRICES.0.to_owned(), PRICES.1.into()),
        Some(path) => match read::named(path) {
            Ok(text) => (read::shown(path), text),
            Err(why) => return Err(Failure(format!("cannot read {}: {why}", path.display()))),
        },
    };
    let file = findings.sources.add(name.as_str(), text.clone());
    let prices = Prices::read(file, &text, &mut reports);
    if reports.has_errors() {
        findings.reports.extend(reports.sorted());
        return findings.refuse(terminal);
    }
    let bills = bills(&model, &plan, &library.schema, &prices, &mut reports);
    if reports.has_errors() {
        findings.reports.extend(reports.sorted());
        return findings.refuse(terminal);
    }
    for bill in &bills {
        if let Some((budget, span)) = bill.budget.zip(bill.span).filter(|(budget, _)| bill.dollars() > *budget) {
            let draft = Code::OverBudget.at(span).with(&bill.title).with(dollars(bill.dollars()));
            reports.push(draft.with(dollars(budget)));
        }
    }
    findings.reports.extend(reports.sorted());
    if !findings.reports.is_empty() {
        findings.show(terminal, Advice::Counted);
    }
    if terminal.is_for_machines() {
        let bills: Vec<Value> = bills.iter().map(member).collect();
        let prices = json!({ "from": name, "checked": &*prices.checked });
        findings.document().with("bills", bills).with("prices", prices).print(terminal)?;
    } else {
        let text: String = bills.iter().filter(|bill| !bill.lines.is_empty()).map(told).collect();
        let all: f64 = bills.iter().map(Bill::dollars).sum();
        let closing = match bills.iter().all(|bill| bill.lines.is_empty()) {
            true => "nothing to price: no `traffic` block says what a month sends, as in `traffic month -> site { requests = 1_000_000 }`\n".to_owned(),
            false => {
                let sent = if bills.iter().any(|bill| bill.span.is_some()) { "" } else { ", without what is sent, since no `traffic` block says it" };
                format!("{} USD a month in all{sent}, before taxes; list prices of {}, {name}\n", dollars(all), prices.checked)
            }
        };
        terminal.print(&(text + &closing))?;
    }
    Ok(findings.verdict())
}

/// A bill for people.
fn told(bill: &Bill) -> String {
    let mut text = format!("{}\n", bill.title);
    for line in &bill.lines {
        let soft = if line.soft { "  (an estimate)" } else { "" };
        let quantity = if line.unit.is_empty() { String::new() } else { format!("{} {}", grouped(line.quantity), line.unit) };
        text += &format!("  {:<42} {:<24} {quantity:>24} {:>12}{soft}\n", line.item, line.place, dollars(line.dollars));
    }
    text += &format!("  {:<42} {:<24} {:>24} {:>12}\n", "together", "", "", dollars(bill.dollars()));
    if bill.free > 0.0 {
        let (free, left) = (dollars(-bill.free), dollars(bill.dollars() - bill.free));
        text += &format!("  {:<42} {:<24} {:>24} {free:>12}\n", "free tier, if nothing else uses it", "", "");
        text += &format!("  {:<42} {:<24} {:>24} {left:>12}\n", "then", "", "");
    }
    if bill.parts.len() > 1 {
        text += "\n  by behavior\n";
        for part in &bill.parts {
            let requests = format!("{} requests", grouped(part.requests));
            text += &format!("    {:<40} {:<24} {requests:>24} {:>12}\n", part.behavior, "", dollars(part.dollars));
        }
    }
    if !bill.advice.is_empty() {
        text += "\n  what would save\n";
        bill.advice.iter().for_each(|advice| text += &format!("    {:>10}  {}\n", dollars(advice.saves), advice.text));
    }
    bill.assumed.iter().for_each(|assumed| text += &format!("  assumed: {assumed}\n"));
    text + "\n"
}

fn member(bill: &Bill) -> Value {
    let line = |line: &crate::cost::Line| {
        json!({
            "item": line.item, "place": line.place, "quantity": line.quantity, "unit": line.unit, "usd": cents(line.dollars),
            "estimate": line.soft,
        })
    };
    let part =
        |part: &crate::cost::Part| json!({ "behavior": &*part.behavior, "requests": part.requests, "usd": cents(part.dollars) });
    let advice = |advice: &crate::cost::Advice| json!({ "text": advice.text, "saves": cents(advice.saves) });
    json!({
        "title": bill.title, "usd": cents(bill.dollars()), "free_tier": cents(bill.free), "budget": bill.budget,
        "lines": bill.lines.iter().map(line).collect::<Vec<_>>(), "behaviors": bill.parts.iter().map(part).collect::<Vec<_>>(),
        "advice": bill.advice.iter().map(advice).collect::<Vec<_>>(), "assumed": bill.assumed,
    })
}

/// To the cent.
fn cents(dollars: f64) -> f64 {
    (dollars * 100.0).round() / 100.0
}

/// `1,234.50`
fn dollars(dollars: f64) -> String {
    let cents = (dollars.abs() * 100.0).round();
    let sign = if dollars < 0.0 && cents > 0.0 { "-" } else { "" };
    format!("{sign}{}.{:02}", grouped((cents / 100.0).floor()), cents as u64 % 100)
}

/// `120,000,000`
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number);
    let parts: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap_or_default()).collect();
    parts.join(",")
}
