//! What the steps of a dry run rest on, as `stdlib/steps.edge` says.
//!
//! In: the page. Out: a step for each code that a trace may name and that is no rule of the library. Deliberately absent: traces
//! (`route`).

use crate::report::Reports;
use crate::schema::{first_word, setting, text_of, word_of};
use crate::source::{Name, Sources};
use crate::syntax::{Statement, parse};
use std::sync::Arc;

const PAGE: (&str, &str) = ("stdlib/steps.edge", include_str!("../../stdlib/steps.edge"));

/// One thing that Route 53 or CloudFront does.
#[derive(Clone, Debug)]
pub struct Step {
    /// `EV-043`
    pub code: Name,
    /// It in a few words.
    pub title: Arc<str>,
    /// It in one or two sentences.
    pub means: Arc<str>,
    /// Where it is written.
    pub rests_on: Ground,
}

/// What a step rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// AWS or a standard says so.
    Documented(Arc<str>),
    /// It has been seen to happen.
    Observed,
    /// Neither.
    Estimate,
}

/// Every step, in the order of the page; what is wrong with the page is reported as in any page.
pub fn steps(reports: &mut Reports) -> Vec<Step> {
    let file = Sources::default().add(PAGE.0, PAGE.1);
    parse(file, PAGE.1, reports).iter().filter_map(step).collect()
}

/// `step CODE "title" { means = … source = … }`
fn step(statement: &Statement) -> Option<Step> {
    let body = statement.body.as_deref()?;
    let rests_on = match setting(body, "source").and_then(text_of) {
        Some(source) => Ground::Documented(source),
        None if setting(body, "observed").is_some() => Ground::Observed,
        None => Ground::Estimate,
    };
    (first_word(statement)?.as_str() == "step").then_some(())?;
    Some(Step {
        code: statement.head.get(1).and_then(word_of)?,
        title: statement.head.get(2).and_then(text_of)?,
        means: setting(body, "means").and_then(text_of)?,
        rests_on,
    })
}
