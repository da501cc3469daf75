//! What can be said to `diff`.
//!
//! In: the words behind it. Out: two sides and what is chosen for each. Deliberately absent: reading either.

use super::assignment;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to compare.
#[derive(Args, Debug)]
pub(in crate::cli) struct Diff {
    /// A directory, a file, REVISION:PATH of git, a template, Terraform JSON or a snapshot
    #[arg(value_name = "OLD")]
    pub old: String,

    /// The same, for what it becomes
    #[arg(value_name = "NEW", default_value = ".")]
    pub new: String,

    /// Choose a value for a `param` of both sides
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,

    /// Choose a value for a `param` of the old side
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set_old: Vec<(String, String)>,

    /// Choose a value for a `param` of the new side
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub set_new: Vec<(String, String)>,

    /// Read values for `param`s of both sides from a file
    #[arg(long, value_name = "FILE")]
    pub params: Vec<PathBuf>,

    /// Read values for `param`s of the old side from a file
    #[arg(long, value_name = "FILE")]
    pub params_old: Vec<PathBuf>,

    /// Read values for `param`s of the new side from a file
    #[arg(long, value_name = "FILE")]
    pub params_new: Vec<PathBuf>,

    /// Say what an input of both sides holds once deployed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input: Vec<(String, String)>,

    /// Say what an input of the old side holds
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input_old: Vec<(String, String)>,

    /// Say what an input of the new side holds
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input_new: Vec<(String, String)>,

    /// Refuse a change that moves more of any name's answers, or of the requests of a region, while nothing is down
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub max_moved: Option<Hundredths>,

    /// Refuse changes of a kind
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub deny: Vec<Denied>,

    /// Let pass what is refused otherwise
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allowed>,

    /// Show for each change of answers and requests the old and the new way to one that shows it
    #[arg(long)]
    pub trace: bool,

    /// Show what differs in the outputs, too
    #[arg(long)]
    pub text: bool,
}

/// Hundredths of a percent.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Hundredths(pub u64);

/// What may be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Denied {
    /// A resource is replaced.
    Replace,
    /// A resource is deleted.
    Delete,
    /// Somebody who had an answer has none.
    Unanswered,
    /// Paths no longer require a signature.
    Unsigned,
}

/// What is refused unless it is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Allowed {
    /// NS records at a zone's apex change.
    RootNs,
    /// A record at a zone's apex is deleted.
    Apex,
    /// At least 30 % of the records of a zone of 10 or more are deleted.
    MassDelete,
}

/// `5%`, `0.5`.
fn percent(text: &str) -> Result<Hundredths, String> {
    let number: Option<f64> = text.trim_end_matches('%').trim().parse().ok();
    match number.filter(|number| (0.0..=100.0).contains(number)) {
        Some(number) => Ok(Hundredths((number * 100.0).round() as u64)),
        None => Err("a part of the whole is 0% to 100%".to_owned()),
    }
}
