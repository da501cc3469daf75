//! What can be said to the commands that help authors: `graph`, `map`, `cost`, `migrate`.
//!
//! In: the words behind them. Out: programs, files, lengths of time. Deliberately absent: what is made of them.

use super::{Program, assignment};
use crate::report::Reports;
use crate::route::instant;
use crate::source::FileId;
use crate::syntax::{Form, Number, parse};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// What to draw, and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct Graph {
    #[command(flatten)]
    pub program: Program,

    /// The form of the picture; by the name of --out where not said, else SVG
    #[arg(long, value_enum, value_name = "FORM")]
    pub picture: Option<Picture>,

    /// Where to write it; standard output where not said, but no SVG to a terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Only what has to do with this name, block or path
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
}

/// The form of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Picture {
    /// For browsers and documents
    Svg,
    /// For Graphviz
    Dot,
    /// For Markdown
    Mermaid,
}

impl Picture {
    /// The form that a file's name asks for.
    pub fn by_name(file: Option<&Path>) -> Picture {
        match file.and_then(Path::extension).and_then(|extension| extension.to_str()) {
            Some("dot" | "gv") => Picture::Dot,
            Some("mmd" | "mermaid") => Picture::Mermaid,
            _ => Picture::Svg,
        }
    }
}

/// Examples of `map`.
pub(super) const MAP: &str = "\
Examples:
  edgewise map --out edge.html                           every name of the program in this directory
  edgewise map examples/geo_shop --only shop.example.com --out shop.html
  edgewise map > edge.html                               to standard output, where it is no terminal

The page needs no network: answers for every place, and for every set of failures that a name notices, are in it.";

/// What to draw on a map.
#[derive(Args, Debug)]
pub(in crate::cli) struct Map {
    #[command(flatten)]
    pub program: Program,

    /// Only this name
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,

    /// Take an `input` for this value
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub input: Vec<(String, String)>,

    /// Where to write it; standard output where not said, unless that is a terminal
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Examples of `migrate`.
pub(super) const MIGRATE: &str = "\
Examples:
  edgewise migrate example.com.zone                    a program that answers the same, and the plan
  edgewise migrate example.com.zone --out dns --starts 2026-12-01T08:00:00Z
  edgewise migrate db.example --domain example.com     a file that does not say its domain
  edgewise migrate example.com.zone --ttl 2m --delegation-ttl 1h
  edgewise migrate example.com.zone --without HINFO    a type that Route 53 does not have

Every name is asked for every type, of the program's dry run and of the file; the program is written if all answers are \
equal. Nothing is asked of the network.";

/// Examples of `cost`.
pub(super) const COST: &str = "\
Examples:
  edgewise cost                          what stands there each month, and each block of traffic
  edgewise cost --prices ours.edge       prices of your own, in the form of stdlib/prices.edge
  edgewise cost --format json

`traffic month -> app { requests = 120_000_000, transfer = 30TB, viewers = { US = 60%, DE = 40% } }` says what a month brings.

Exit codes: 0 fine, 1 a budget is exceeded, or the program has errors.";

/// What to price.
#[derive(Args, Debug)]
pub(in crate::cli) struct Cost {
    #[command(flatten)]
    pub program: Program,

    /// Take these prices in place of the compiler's
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
}

/// What to move, and when.
#[derive(Args, Debug)]
pub(in crate::cli) struct Migrate {
    /// The zone as another provider serves it: a zone file, as it exports one; or a program with a `migration`
    #[arg(value_name = "ZONEFILE|PROGRAM")]
    pub file: PathBuf,

    /// The domain; by the file where not said: its SOA, its $ORIGIN, its name
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<String>,

    /// Where to write the program and the questions
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,

    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,

    /// Leave out records of a type that cannot be carried over
    #[arg(long, value_name = "TYPE")]
    pub without: Vec<String>,

    /// When the first step is done, in UTC; the plan then has dates
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub starts: Option<u64>,

    /// How long answers are kept while the zone moves; 60s where nobody says
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub ttl: Option<u32>,

    /// How long the zone's own NS records are kept while it moves; 15m where nobody says
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub ns_ttl: Option<u32>,

    /// How long the delegation is kept, as `dig NS DOMAIN @REGISTRY` says; 2d where nobody says
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub delegation_ttl: Option<u32>,

    /// How long the registry's DS records are kept, as `dig DS DOMAIN` says; 1d where nobody says
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub ds_ttl: Option<u32>,
}

/// `90s`, `1h30m`, in seconds.
fn duration(text: &str) -> Result<u32, String> {
    let statements = parse(FileId(0), &format!("x = {text}"), &mut Reports::default());
    let value = statements.first().and_then(|statement| statement.value.as_ref()).map(|value| &value.form);
    match value {
        Some(Form::Number(Number::Duration(milliseconds))) if statements.len() == 1 => {
            u32::try_from(milliseconds / 1000).map_err(|_| "it is longer than any TTL".to_owned())
        }
        _ => Err("write it with its unit: 60s, 15m, 1h30m, 2d".to_owned()),
    }
}

/// `2026-12-01T08:00:00Z`
fn time(text: &str) -> Result<u64, String> {
    instant(text).ok_or_else(|| "write it as 2026-12-01T08:00:00Z".to_owned())
}
