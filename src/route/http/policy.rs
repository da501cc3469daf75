//! What policies select and allow.
//!
//! In: blocks of policies. Out: their settings, ready to be held against requests. A behavior with the old `forwarded_values` has the
//! policy that means the same. Deliberately absent: requests.

use super::path::holds;
use crate::model::{CachePolicyView, CorsView, ForwardedView, Reader, RequestPolicyView, ResponsePolicyView, SecurityView};
use crate::resolve::shown;
use crate::schema::{Block, FieldId, Value};
use crate::source::Name;
use std::sync::Arc;

/// Which names are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// None of them.
    #[default]
    None,
    /// All of them.
    All,
    /// These.
    List(Vec<Arc<str>>),
    /// All but these.
    Except(Vec<Arc<str>>),
    /// All that viewers send, and these that the edge makes.
    AllAnd(Vec<Arc<str>>),
    /// Those that patterns of `*` and `?` hold: cookies of the old settings.
    Patterns(Vec<Arc<str>>),
}

impl Selection {
    /// From what was written.
    pub fn of(value: &Value) -> Selection {
        let names = |values: &[Value]| -> Vec<Arc<str>> {
            let flat = values.iter().flat_map(|value| match value {
                Value::List(items) => items.as_slice(),
                one => std::slice::from_ref(one),
            });
            flat.map(|name| name.as_text().map_or_else(|| shown(name).into(), Arc::from)).collect()
        };
        match value {
            Value::Word(word) if *word == "all" => Selection::All,
            Value::List(items) if items.is_empty() => Selection::None,
            Value::List(items) => Selection::List(names(items)),
            Value::Call(word, arguments) if *word == "except" => Selection::Except(names(arguments)),
            Value::Call(word, arguments) if *word == "all_and" => Selection::AllAnd(names(arguments)),
            _ => Selection::None,
        }
    }

    /// Whether a name that tells cases apart is taken: of a cookie or a parameter.
    pub fn takes(&self, name: &str) -> bool {
        match self {
            Selection::Patterns(_) => self.selects(|pattern| holds(pattern.as_bytes(), name.as_bytes())),
            _ => self.selects(|known| known == name),
        }
    }

    /// Whether the name of a header is taken.
    pub fn takes_header(&self, name: &str) -> bool {
        self.selects(|known| known.eq_ignore_ascii_case(name))
    }

    fn selects(&self, is: impl Fn(&str) -> bool) -> bool {
        match self {
            Selection::None => false,
            Selection::All => true,
            Selection::List(names) => names.iter().any(|known| is(known)),
            Selection::Except(names) => !names.iter().any(|known| is(known)),
            Selection::AllAnd(_) => true,
            Selection::Patterns(patterns) => patterns.iter().any(|pattern| is(pattern)),
        }
    }

    /// The same, its names taken for patterns.
    fn into_patterns(self) -> Selection {
        match self {
            Selection::List(names) => Selection::Patterns(names),
            other => other,
        }
    }

    /// The names it lists for being taken.
    pub fn listed(&self) -> &[Arc<str>] {
        match self {
            Selection::List(names) | Selection::AllAnd(names) | Selection::Patterns(names) => names,
            Selection::None | Selection::All | Selection::Except(_) => &[],
        }
    }

    /// Whether anything is taken.
    pub fn takes_any(&self) -> bool {
        *self != Selection::None
    }
}

/// What divides the cache, and how long a copy stays. Times are in seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CachePolicy {
    /// What it is called.
    pub label: Arc<str>,
    /// The shortest stay.
    pub min: u64,
    /// The stay when the origin says nothing.
    pub default: u64,
    /// The longest stay.
    pub max: u64,
    /// Parts of the key.
    pub cookies: Selection,
    /// Parts of the key.
    pub headers: Selection,
    /// Parts of the key.
    pub queries: Selection,
    /// Whether gzip gets copies of its own.
    pub gzip: bool,
    /// Whether Brotli does.
    pub brotli: bool,
    /// Whether it stands for `forwarded_values`.
    pub legacy: bool,
}

impl CachePolicy {
    /// Reads a policy.
    pub fn of(reader: &Reader, view: CachePolicyView, block: &Block) -> CachePolicy {
        let compression = reader.value(block, view.compression).into_owned();
        let compresses = |word: &str| matches!(&compression, Value::List(words) if words.contains(&Value::word(word)));
        let times = [view.min_ttl, view.default_ttl, view.max_ttl];
        let parts = [view.cookies, view.headers, view.query_strings];
        let (gzip, brotli) = (compresses("gzip"), compresses("brotli"));
        CachePolicy { label: block.label.clone(), gzip, brotli, ..CachePolicy::read(reader, times, parts, block) }
    }

    /// What the old settings mean.
    pub fn of_legacy(reader: &Reader, view: ForwardedView, block: &Block) -> CachePolicy {
        let times = [view.min_ttl, view.default_ttl, view.max_ttl];
        let parts = [view.cookies, view.headers, view.query_strings];
        let read = CachePolicy::read(reader, times, parts, block);
        let cookies = read.cookies.clone().into_patterns();
        CachePolicy { label: "forwarded_values".into(), gzip: true, legacy: true, cookies, ..read }
    }

    /// The times and parts that both have, under no name.
    fn read(reader: &Reader, times: [FieldId; 3], parts: [FieldId; 3], block: &Block) -> CachePolicy {
        let [min, default, max] = times.map(|field| seconds(&reader.value(block, field)));
        let [cookies, headers, queries] = parts.map(|field| Selection::of(&reader.value(block, field)));
        CachePolicy { min, default, max, cookies, headers, queries, ..CachePolicy::default() }
    }

    /// Whether nothing is ever kept: all times are zero, or the old settings forward every header.
    pub fn is_off(&self) -> bool {
        self.max == 0 || self.legacy && self.headers == Selection::All
    }
}

/// What the origin sees beside the key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestPolicy {
    /// What it is called.
    pub label: Arc<str>,
    /// Cookies.
    pub cookies: Selection,
    /// Headers.
    pub headers: Selection,
    /// Parameters of the query.
    pub queries: Selection,
}

impl RequestPolicy {
    /// Reads a policy.
    pub fn of(reader: &Reader, view: RequestPolicyView, block: &Block) -> RequestPolicy {
        let selection = |field| Selection::of(&reader.value(block, field));
        RequestPolicy {
            label: block.label.clone(),
            cookies: selection(view.cookies),
            headers: selection(view.headers),
            queries: selection(view.query_strings),
        }
    }
}

/// A header that a policy sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its name.
    pub name: Arc<str>,
    /// What it says.
    pub value: Arc<str>,
    /// Whether it wins over the origin's.
    pub wins: bool,
}

/// What scripts of other sites may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// Sites.
    pub origins: Vec<Arc<str>>,
    /// What they may do.
    pub methods: Vec<Arc<str>>,
    /// What they may send.
    pub headers: Vec<Arc<str>>,
    /// What they may read.
    pub expose: Vec<Arc<str>>,
    /// Whether cookies go along.
    pub credentials: bool,
    /// How long the answer to a browser's question holds, in seconds.
    pub max_age: Option<u64>,
    /// Whether these win over the origin's.
    pub wins: bool,
}

/// What the edge does to headers on their way to the viewer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResponsePolicy {
    /// What it is called.
    pub label: Arc<str>,
    /// Taken out first.
    pub remove: Vec<Arc<str>>,
    /// Security headers and others.
    pub added: Vec<Added>,
    /// For scripts of other sites.
    pub cors: Option<Cors>,
    /// The share of responses that carry `Server-Timing`, in hundredths of a percent.
    pub timing: Option<u32>,
}

impl ResponsePolicy {
    /// Reads a policy.
    pub fn of(
        reader: &Reader,
        view: ResponsePolicyView,
        security: SecurityView,
        cors: CorsView,
        block: &Block,
    ) -> ResponsePolicy {
        let value = |field| reader.value(block, field).into_owned();
        let wins = Wins(reader.named(block, Name::of("override")));
        let mut added = Vec::new();
        if let Value::Block(part) = value(view.security) {
            let part = reader.block(part);
            let mut add = |name: &str, value: Option<String>| {
                added.extend(value.map(|value| Added { name: name.into(), value: value.into(), wins: wins.over(name) }));
            };
            security_headers(reader, security, part, &mut add);
        }
        if let Value::Map(entries) = value(view.add) {
            added.extend(entries.iter().map(|(name, value)| Added {
                name: name.clone(),
                value: shown(value).into(),
                wins: wins.over(name),
            }));
        }
        let cors = match value(view.cors) {
            Value::Block(part) => Some(read_cors(reader, cors, reader.block(part), &wins)),
            _ => None,
        };
        let timing = match value(view.server_timing) {
            Value::Percent(hundredths) => Some(hundredths),
            _ => None,
        };
        ResponsePolicy { label: block.label.clone(), remove: texts(&value(view.remove)), added, cors, timing }
    }
}

/// Which headers win over the same header of the origin: all, none, or a list of names.
struct Wins(Value);

impl Wins {
    fn over(&self, name: &str) -> bool {
        match &self.0 {
            Value::Bool(all) => *all,
            Value::List(names) => names.iter().filter_map(Value::as_text).any(|known| known.eq_ignore_ascii_case(name)),
            _ => true,
        }
    }
}

fn security_headers(reader: &Reader, view: SecurityView, part: &Block, add: &mut impl FnMut(&str, Option<String>)) {
    let value = |field: FieldId| Some(reader.value(part, field).into_owned()).filter(|value| *value != Value::None);
    let is = |field: FieldId| value(field) == Some(Value::Bool(true));
    add("Content-Security-Policy", value(view.content_security_policy).map(|value| shown(&value)));
    add(
        "Strict-Transport-Security",
        value(view.hsts).map(|age| {
            let subdomains = if is(view.hsts_subdomains) { "; includeSubDomains" } else { "" };
            let preload = if is(view.hsts_preload) { "; preload" } else { "" };
            format!("max-age={}{subdomains}{preload}", seconds(&age))
        }),
    );
    add("X-Content-Type-Options", value(view.content_type).map(|_| "nosniff".to_owned()));
    add("X-Frame-Options", value(view.frame).map(|value| shown(&value)));
    add("Referrer-Policy", value(view.referrer).map(|value| shown(&value)));
    add(
        "X-XSS-Protection",
        value(view.xss_protection).map(|filter| match filter.as_text() {
            Some("off") => "0".to_owned(),
            Some("block") => "1; mode=block".to_owned(),
            _ => value(view.xss_report).map_or_else(|| "1".to_owned(), |report| format!("1; report={}", shown(&report))),
        }),
    );
}

fn read_cors(reader: &Reader, view: CorsView, part: &Block, wins: &Wins) -> Cors {
    let list = |field| texts(&reader.value(part, field));
    Cors {
        origins: list(view.origins),
        methods: list(view.methods),
        headers: list(view.headers),
        expose: list(view.expose),
        credentials: *reader.value(part, view.credentials) == Value::Bool(true),
        max_age: match &*reader.value(part, view.max_age) {
            Value::None => None,
            age => Some(seconds(age)),
        },
        wins: wins.over("Access-Control-Allow-Origin"),
    }
}

/// The texts of a list.
pub(super) fn texts(value: &Value) -> Vec<Arc<str>> {
    match value {
        Value::List(items) => items.iter().map(|item| item.as_text().map_or_else(|| shown(item).into(), Arc::from)).collect(),
        _ => Vec::new(),
    }
}

/// A duration in whole seconds; zero where it is none.
pub(super) fn seconds(value: &Value) -> u64 {
    match value {
        Value::Duration(milliseconds) => milliseconds / 1_000,
        _ => 0,
    }
}
