//! What can be said to `test` and `route`.
//!
//! In: the words behind them. Out: a program, who asks, how things stand. Deliberately absent: what these words mean for a program.

use super::{Program, assignment};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// What `route --help` ends with.
pub(super) const ROUTE: &str = "\
Examples:
  edgewise route www.example.com                    who in the world gets what
  edgewise route www.example.com --from DE          one country; also US-CA, eu-west-1, an address, a VPC
  edgewise route www.example.com --type AAAA --from JP
  edgewise route www.example.com --from DE --down eu_ok
  edgewise route www.example.com --from 203.0.113.9 --geoip GeoLite2-City.mmdb
  edgewise route www.example.com --health api=18% --alarm lag=no_data --control east=off
  edgewise route www.example.com --from DE --repeat 1000
  edgewise route https://app.example.com/api/users --from JP --from-file examples/spa
  edgewise route https://app.example.com/ --origin-response 'pages: 503' --header 'Accept: */*'

Of a request it says the behavior, the cache key, how long the answer stays and why, what the origin is sent, and the \
response. Functions run and signatures are verified; Lambda@Edge runs with --run-edge-lambdas, where its source is in \
the program. What is not run is named.

Latency and geoproximity are estimates: AWS publishes no table. --latency FILE takes one that was measured, with lines \
`PLACE REGION MILLISECONDS`. --format tree draws the way to the answer.";

/// What `why-not-cached --help` ends with.
pub(super) const WHY_NOT_CACHED: &str = "\
Examples:
  edgewise why-not-cached https://app.example.com/news
  edgewise why-not-cached 'https://app.example.com/news?page=2&utm_source=x' --cookie session=1
  edgewise why-not-cached https://app.example.com/api --origin-response 'api: 200 no-store'

The request is sent twice in a row. What the origin says of its answer counts as much as the program: --origin-response \
says it, in the words of `edgewise route`.";

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

    /// Take snapshots as they are now, into `snapshots.json` beside the program
    #[arg(long)]
    pub update: bool,

    /// List the records, behaviors and errors that no test reaches
    #[arg(long)]
    pub unreached: bool,

    /// Run Lambda@Edge functions whose source is in the program, by `node`: without files, environment and network
    #[arg(long)]
    pub run_edge_lambdas: bool,

    /// Fail where tests reach less than so many percent of the records, branches, behaviors and errors
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
}

/// What to ask, who asks, and how things stand.
#[derive(Args, Debug)]
pub(in crate::cli) struct Route {
    #[command(flatten)]
    pub ask: Ask,

    /// The type that is asked for
    #[arg(long = "type", value_name = "TYPE", default_value = "A")]
    pub kind: String,

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

    /// A table of measured latencies
    #[arg(long, value_name = "FILE")]
    pub latency: Option<PathBuf>,

    /// Ask so many times, each with the next seed, and count what is answered
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub repeat: Option<u32>,
}

/// How a viewer speaks to the edge.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Protocol {
    /// In the open
    Http,
    /// Encrypted
    Https,
}

/// What both `route` and `why-not-cached` are told: a target, whoever asks for it, what origins do.
#[derive(Args, Debug)]
pub(in crate::cli) struct Ask {
    /// The name or the URL that is asked for
    #[arg(value_name = "NAME|URL")]
    pub target: String,

    /// The program: a directory or a file
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub from_file: PathBuf,

    /// The method of a request
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub method: String,

    /// How a viewer speaks to the edge; otherwise as the URL says. It makes a URL of a name
    #[arg(long, value_enum, value_name = "PROTOCOL")]
    pub protocol: Option<Protocol>,

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

    /// A file of MaxMind's format that says where addresses are
    #[arg(long, value_name = "FILE")]
    pub geoip: Option<PathBuf>,

    /// Run Lambda@Edge functions whose source is in the program, by `node`: without files, environment and network
    #[arg(long)]
    pub run_edge_lambdas: bool,

    /// When it is asked, in UTC
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,

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
