//! What can be said to `test` and `route`.
//!
//! In: the words behind them. Out: a program, who asks, how things stand. Deliberately absent: what these words mean for a program.

use super::{Program, assignment};
use clap::Args;
use std::path::{Path, PathBuf};

/// What to test.
#[derive(Args, Debug)]
pub(in crate::cli) struct Test {
    #[command(flatten)]
    pub program: Program,

    /// Only tests of this name
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,

    /// Take an `input` for this value
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input: Vec<(String, String)>,

    /// List the records and behaviors that no test reaches
    #[arg(long)]
    pub unreached: bool,

    /// Fail where tests reach less than so many percent of the records, branches and behaviors
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
}

/// What to ask, who asks, and how things stand.
#[derive(Args, Debug)]
pub(in crate::cli) struct Route {
    /// The name or the URL that is asked for
    #[arg(value_name = "NAME|URL")]
    pub target: String,

    /// The program: a directory or a file
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub from_file: PathBuf,

    /// The type that is asked for
    #[arg(long = "type", value_name = "TYPE", default_value = "A")]
    pub kind: String,

    /// The method of a request
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub method: String,

    /// A header of a request
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub header: Vec<(String, String)>,

    /// A cookie of a request
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub cookie: Vec<(String, String)>,

    /// How many bytes a request brings
    #[arg(long, value_name = "BYTES")]
    pub body: Option<u64>,

    /// What an origin does: `api: 503`, `pages /img/*: 200 max-age=60`, `api: refused`; otherwise each answers 200
    #[arg(long, value_name = "ORIGIN: ANSWER")]
    pub origin_response: Vec<String>,

    /// Who asks: a country, a part of one, a region, an address, a network or a VPC of the program
    #[arg(long, value_name = "WHO")]
    pub from: Option<String>,

    /// The address of the resolver, where it does not pass on whom it asks for
    #[arg(long, value_name = "ADDRESS")]
    pub resolver: Option<String>,

    /// Health checks and load balancers that are ill
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub down: Vec<String>,

    /// How a health check stands: healthy, unhealthy, unknown, or so many percent of the checkers
    #[arg(long, value_name = "NAME=STATE", value_parser = assignment)]
    pub health: Vec<(String, String)>,

    /// How an alarm stands: ok, alarm, no_data
    #[arg(long, value_name = "NAME=STATE", value_parser = assignment)]
    pub alarm: Vec<(String, String)>,

    /// How a routing control stands: on, off
    #[arg(long, value_name = "NAME=STATE", value_parser = assignment)]
    pub control: Vec<(String, String)>,

    /// When it is asked, in UTC
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,

    /// A table of measured latencies
    #[arg(long, value_name = "FILE")]
    pub latency: Option<PathBuf>,

    /// What chance is drawn from
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,

    #[command(flatten)]
    pub chosen: Chosen,
}

/// What a program is given, where its path is no argument of its own.
#[derive(Args, Debug)]
pub(in crate::cli) struct Chosen {
    /// Take an `input` for this value
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input: Vec<(String, String)>,

    /// Choose a value for a `param`; wins over --params
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,

    /// Read values for `param`s from a file of statements `name = value`
    #[arg(long, value_name = "FILE")]
    params: Vec<PathBuf>,
}

impl Chosen {
    /// The program at a path, with these values.
    pub fn of(&self, path: &Path) -> Program {
        Program { path: path.to_owned(), set: self.set.clone(), params: self.params.clone(), level: Vec::new() }
    }
}

/// `name: value`
fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
        _ => Err("write it as NAME: VALUE".to_owned()),
    }
}
