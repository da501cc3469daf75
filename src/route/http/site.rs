//! Distributions as they decide: hosts, behaviors, origins, errors.
//!
//! In: a model. Out: `Site`s and `Origin`s with everything a request can meet. What only a deployment knows is left empty.
//! Deliberately absent: requests.

use super::firewall::Firewall;
use super::message::Protocol;
use super::path::Pattern;
use super::patterns::Patterns;
use super::policy::{CachePolicy, RequestPolicy, ResponsePolicy};
use crate::schema::BlockId;
use crate::script::Edition;
use crate::source::{Name, Span};
use std::sync::Arc;

/// One distribution.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its block.
    pub block: BlockId,
    /// Its name in the program.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// The names it answers to, in small letters; `*.example.com` for all below.
    pub aliases: Vec<Arc<str>>,
    /// The name AWS gives it; a stand-in, since only a deployment knows it.
    pub domain: Arc<str>,
    /// Whether it answers at all.
    pub enabled: bool,
    /// Whether viewers may come over IPv6.
    pub ipv6: bool,
    /// What `/` stands for, without the slash.
    pub root: Option<Arc<str>>,
    /// From where it is asked.
    pub countries: Countries,
    /// The firewall before it.
    pub firewall: Option<Firewall>,
    /// Which requests go to another distribution.
    pub staging: Option<Staging>,
    /// Whether it has its requests from another distribution only.
    pub staged: bool,
    /// In order; the last is the default.
    pub behaviors: Vec<Behavior>,
    /// The patterns of the behaviors, ready to be asked.
    pub paths: Patterns,
    /// What becomes of errors.
    pub errors: Vec<Mapping>,
}

/// Another distribution that has some of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staging {
    /// The block of the other.
    pub to: BlockId,
    /// Where it is written.
    pub span: Span,
    /// Which requests.
    pub who: Staged,
    /// How long a viewer stays on one side without a request, in seconds; `None` where each request is decided anew.
    pub sticky: Option<u64>,
}

/// Which requests go to a staging distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Staged {
    /// Those with this header of this value.
    Header(Arc<str>, Arc<str>),
    /// A share of the viewers, in hundredths of a percent.
    Share(u32),
}

/// From where a distribution may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Countries {
    /// From everywhere.
    All,
    /// From these.
    Only(Vec<Name>),
    /// From all but these.
    Except(Vec<Name>),
}

impl Countries {
    /// Whether viewers of a country are served.
    pub fn serve(&self, country: Name) -> bool {
        match self {
            Countries::All => true,
            Countries::Only(countries) => countries.contains(&country),
            Countries::Except(countries) => !countries.contains(&country),
        }
    }
}

/// How plain HTTP is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// It is sent on to HTTPS.
    Redirected,
    /// It is turned away.
    Refused,
    /// It is served.
    Served,
}

/// What happens to the requests for one path.
#[derive(Clone, Debug)]
pub struct Behavior {
    /// Its block.
    pub block: BlockId,
    /// Where it is written.
    pub span: Span,
    /// The paths; `None` for the default.
    pub pattern: Option<Pattern>,
    /// As written: `/api/*`, `default`.
    pub title: Arc<str>,
    /// Which origin answers, by its number; `None` where only a deployment knows.
    pub origin: Option<usize>,
    /// How plain HTTP is met.
    pub plain: Plain,
    /// Methods let through.
    pub methods: Vec<Arc<str>>,
    /// Methods whose answers are kept.
    pub cached: Vec<Arc<str>>,
    /// What divides the cache; `None` where only a deployment knows.
    pub cache: Option<CachePolicy>,
    /// Where that is written; of a policy of AWS's own, where the behavior is.
    pub policy_span: Span,
    /// What the origin sees besides.
    pub forward: Option<RequestPolicy>,
    /// What becomes of headers.
    pub headers: Option<ResponsePolicy>,
    /// Whether the edge compresses.
    pub compress: bool,
    /// Whose signatures are believed; `None` where none is asked for.
    pub signers: Option<Signers>,
    /// What runs, by event.
    pub viewer_request: Option<Function>,
    /// The same, on the way back.
    pub viewer_response: Option<Function>,
    /// Before the origin is asked.
    pub origin_request: Option<Function>,
    /// When it has answered.
    pub origin_response: Option<Function>,
}

impl Behavior {
    /// Whether answers to a method can be kept.
    pub fn keeps(&self, method: &str) -> bool {
        self.cached.iter().any(|cached| **cached == *method)
    }
}

/// Whose signatures a behavior believes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    /// The keys of its groups.
    pub keys: Vec<SignerKey>,
    /// Whether there are others, which the program does not have: a group that exists already, or accounts.
    pub others: bool,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerKey {
    /// Its block.
    pub block: BlockId,
    /// Its name in the program.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Its `Key-Pair-Id`; `None` where only a deployment knows.
    pub id: Option<Arc<str>>,
    /// In PEM form; `None` where only a deployment knows.
    pub pem: Option<Arc<str>>,
}

/// A program at the edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its block.
    pub block: BlockId,
    /// Its name in the program.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Whether it is Lambda@Edge.
    pub lambda: bool,
    /// What it does; `None` of Lambda@Edge, and where only a deployment knows.
    pub code: Option<Code>,
    /// The same of Lambda@Edge, where its source stands in the program.
    pub package: Option<Package>,
}

/// The source of a Lambda@Edge function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// As written.
    pub code: Arc<str>,
    /// What of it is called: `index.handler`.
    pub handler: Arc<str>,
    /// What it is written in: `nodejs22.x`.
    pub runtime: Arc<str>,
    /// How long it may take, in seconds.
    pub timeout: u64,
    /// Whether it sees bodies.
    pub body: bool,
}

/// The code of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// JavaScript.
    pub text: Arc<str>,
    /// What it may use of the language.
    pub edition: Edition,
    /// Where it looks things up.
    pub store: Store,
}

/// The store of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// It has none.
    None,
    /// These entries.
    Known(Vec<(Arc<str>, Arc<str>)>),
    /// One that the program does not fill.
    Untold,
}

/// What becomes of one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The origin's status.
    pub code: u16,
    /// What viewers are told, and the page they get; `None` where only the time is set.
    pub page: Option<(u16, Arc<str>)>,
    /// How long the error is kept at least, in seconds.
    pub ttl: u64,
    /// Where it is written.
    pub span: Span,
}

/// What kind of host an origin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A bucket by its REST endpoint.
    Bucket,
    /// A bucket as a web site.
    Website,
    /// An API of API Gateway.
    ApiGateway,
    /// The URL of a Lambda function.
    LambdaUrl,
    /// Another distribution.
    CloudFront,
    /// Anything else.
    Host,
}

/// How an origin is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// One way, whatever the viewer does.
    Always(Protocol),
    /// As the viewer does.
    AsViewer,
}

/// Whether the edge signs what it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// It does not.
    Never,
    /// Each request; an `Authorization` of the viewer is replaced.
    Always,
    /// Where the viewer's does not already reach the origin.
    NoOverride,
}

/// Where content comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its block.
    pub block: BlockId,
    /// The block behind it: a bucket, a load balancer.
    pub behind: Option<BlockId>,
    /// Its name in the program.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub sort: Sort,
    /// The host that is asked; `None` where only a deployment knows.
    pub host: Option<Arc<str>>,
    /// What it is told as `Host`, whatever is forwarded; a function may say so.
    pub told_host: Option<Arc<str>>,
    /// Put before every path.
    pub path: Arc<str>,
    /// How it is spoken to.
    pub speaks: Speaks,
    /// Sent with every request.
    pub headers: Vec<(Arc<str>, Arc<str>)>,
    /// The region of its Origin Shield.
    pub shield: Option<Arc<str>>,
    /// Whether the edge signs.
    pub signing: Signing,
    /// How it is connected to.
    pub wire: Wire,
    /// Both members of a failover, the primary first, and the statuses that count as failure.
    pub group: Option<Group>,
}

/// How an origin is connected to; times are in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// For plain HTTP.
    pub http_port: u64,
    /// For HTTPS.
    pub https_port: u64,
    /// How long an idle connection is kept.
    pub keepalive: u64,
    /// How long a connection may take.
    pub connection: u64,
    /// How often it is tried.
    pub attempts: u64,
    /// How long it may be silent.
    pub response: u64,
    /// How long the whole answer may take, all attempts together.
    pub completion: Option<u64>,
    /// Versions of TLS.
    pub tls: Vec<Arc<str>>,
}

impl Default for Wire {
    fn default() -> Wire {
        Wire {
            http_port: 80,
            https_port: 443,
            keepalive: 5,
            connection: 10,
            attempts: 3,
            response: 30,
            completion: None,
            tls: vec!["TLSv1.2".into()],
        }
    }
}

/// Two origins, the second for when the first fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The primary and the secondary, by number.
    pub members: Vec<usize>,
    /// What counts as failure.
    pub on: Vec<u16>,
    /// Whether AWS chooses by the quality of the pictures.
    pub by_quality: bool,
}
