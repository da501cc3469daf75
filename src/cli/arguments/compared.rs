//! What can be said to `diff`.
//!
//! In: the words behind it. Out: two sides and what is chosen for each. Deliberately absent: reading either.

use super::assignment;
use clap::Args;
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

    /// Show what differs in the outputs, too
    #[arg(long)]
    pub text: bool,
}
