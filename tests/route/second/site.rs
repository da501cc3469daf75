//! A distribution in plain words, and requests to it by chance.

use super::chance::Chance;
use std::fmt::Write as _;

/// One distribution.
#[derive(Clone, Debug)]
pub struct Site {
    pub root: Option<&'static str>,
    pub policies: Vec<Policy>,
    /// The last is the default, and has no pattern.
    pub behaviors: Vec<Behavior>,
    /// Statuses, and how long each is kept at least.
    pub errors: Vec<(u16, u64)>,
}

#[derive(Clone, Debug)]
pub struct Behavior {
    pub pattern: Option<String>,
    pub policy: usize,
    pub methods: &'static str,
    pub cached: &'static str,
}

/// Times in seconds: the shortest, the one in default of others, the longest.
#[derive(Clone, Debug)]
pub struct Policy {
    pub times: [u64; 3],
    pub cookies: Choice,
    pub queries: Choice,
    pub headers: Vec<&'static str>,
    pub gzip: bool,
    pub brotli: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    None,
    All,
    Only(Vec<&'static str>),
    Except(Vec<&'static str>),
}

/// What a viewer sends.
#[derive(Clone, Debug)]
pub struct Sent {
    pub method: &'static str,
    pub host: &'static str,
    pub path: String,
    pub query: Option<String>,
    pub headers: Vec<(&'static str, &'static str)>,
    pub cookies: Option<&'static str>,
}

/// What the origin answers.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: Vec<(&'static str, &'static str)>,
}

pub const HOSTS: [&str; 2] = ["a.example.com", "b.example.com"];
/// When all of this happens, and instants after it.
pub const NOW: u64 = 784_111_777;
pub const DATES: [(&str, u64); 3] = [
    ("Sun, 06 Nov 1994 08:50:27 GMT", NOW + 50),
    ("Sun, 06 Nov 1994 08:51:07 GMT", NOW + 90),
    ("Sun, 06 Nov 1994 08:54:37 GMT", NOW + 300),
];

const PATTERNS: [&str; 18] = [
    "/a/*",
    "a/b*",
    "*.jpg",
    "/a??.jpg",
    "/?",
    "/*b*",
    "/a*b",
    "/index.html",
    "/A/*",
    "/a/b/",
    "*.j?g",
    "/*/c",
    "/%",
    "/a/*/c*",
    "*",
    "/a",
    "/~a*",
    "/a/b",
];
const PATHS: [&str; 22] = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b/",
    "/a/b/..",
    "/a/./b",
    "//a",
    "/a//b",
    "/a//../b",
    "/x.jpg",
    "/abc.jpg",
    "/ab.jpg",
    "/A/x",
    "/%61/b",
    "/a%2fb",
    "/a/%2e%2e/b",
    "/../x.jpg",
    "/a/x/c",
    "/x/c",
    "/index.html",
    "/%7ea",
];
const PARTS: [&str; 8] = ["a", "b", "c", "..", ".", "", "x.jpg", "%62"];
const METHODS: [&str; 3] = ["read", "preflight", "all"];

impl Site {
    /// By chance.
    pub fn of(chance: &mut Chance) -> Site {
        let policies: Vec<Policy> = (0..2 + chance.below(2)).map(|_| Policy::of(chance)).collect();
        let mut patterns: Vec<&str> = Vec::new();
        for _ in 0..chance.below(6) {
            let pattern = chance.of(&PATTERNS);
            let is_new = patterns.iter().all(|known| known.trim_start_matches('/') != pattern.trim_start_matches('/'));
            if is_new && pattern != "/%" {
                patterns.push(pattern);
            }
        }
        let all = patterns.into_iter().map(|pattern| Some(pattern.to_owned())).chain([None]);
        let behaviors = all
            .map(|pattern| {
                let methods = chance.below(3);
                Behavior {
                    pattern,
                    policy: chance.below(policies.len()),
                    methods: METHODS[methods],
                    cached: METHODS[chance.below(methods + 1).min(1)],
                }
            })
            .collect();
        let errors = [404, 503, 403].into_iter().filter(|_| chance.once_in(3)).collect::<Vec<u16>>();
        let errors = errors.into_iter().map(|status| (status, chance.of(&[0, 5, 60]))).collect();
        Site { root: chance.once_in(2).then_some("index.html"), policies, behaviors, errors }
    }

    /// As it is written in the language.
    pub fn text(&self) -> String {
        let mut text = String::from(
            "existing certificate cert \"arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d\"\norigin api -> \"api.example.net\"\n",
        );
        for (at, policy) in self.policies.iter().enumerate() {
            let [least, usual, most] = policy.times;
            let _ = write!(text, "cache_policy p{at} {{ min_ttl = {least}s, default_ttl = {usual}s, max_ttl = {most}s");
            if most > 0 {
                let headers: Vec<String> = policy.headers.iter().map(|name| format!("\"{name}\"")).collect();
                let headers = if headers.is_empty() { "none".to_owned() } else { format!("[{}]", headers.join(", ")) };
                let words = [("gzip", policy.gzip), ("brotli", policy.brotli)];
                let words: Vec<&str> = words.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect();
                let words = if words.is_empty() { "none".to_owned() } else { format!("[{}]", words.join(", ")) };
                let (cookies, queries) = (policy.cookies.text(), policy.queries.text());
                let _ =
                    write!(text, ", cookies = {cookies}, query_strings = {queries}, headers = {headers}, compression = {words}");
            }
            text += " }\n";
        }
        let _ = writeln!(text, "distribution app {{\n  domains = [\"{}\", \"{}\"]\n  certificate = cert", HOSTS[0], HOSTS[1]);
        if let Some(root) = self.root {
            let _ = writeln!(text, "  default_root_object = \"{root}\"");
        }
        for Behavior { pattern, policy, methods, cached } in &self.behaviors {
            let head = pattern.as_ref().map_or_else(|| "default".to_owned(), |pattern| format!("behavior \"{pattern}\""));
            let _ = writeln!(text, "  {head} -> api {{ cache = p{policy}, methods = {methods}, cached_methods = {cached} }}");
        }
        for (status, ttl) in &self.errors {
            let _ = writeln!(text, "  error {status} {{ ttl = {ttl}s }}");
        }
        text + "}\n"
    }
}

impl Policy {
    fn of(chance: &mut Chance) -> Policy {
        let times = chance.of(&[
            [0, 0, 0],
            [0, 10, 100],
            [5, 100, 1_000],
            [0, 0, 3_600],
            [60, 60, 60],
            [0, 86_400, 31_536_000],
            [1, 1, 80],
        ]);
        let headers = ["X-Lang", "Host", "CloudFront-Viewer-Country"];
        let headers = headers.into_iter().filter(|_| chance.once_in(4)).collect();
        let (cookies, queries) = (Choice::of(&["s", "t"], chance), Choice::of(&["v", "w"], chance));
        Policy { times, cookies, queries, headers, gzip: chance.once_in(2), brotli: chance.once_in(2) }
    }
}

impl Choice {
    fn of(names: &[&'static str], chance: &mut Chance) -> Choice {
        match chance.below(4) {
            0 => Choice::None,
            1 => Choice::All,
            2 => Choice::Only(names[..1 + chance.below(names.len())].to_vec()),
            _ => Choice::Except(names[..1].to_vec()),
        }
    }

    fn text(&self) -> String {
        let quoted = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        match self {
            Choice::None => "none".to_owned(),
            Choice::All => "all".to_owned(),
            Choice::Only(names) => format!("[{}]", quoted(names)),
            Choice::Except(names) => format!("except({})", quoted(names)),
        }
    }
}

impl Sent {
    /// By chance.
    pub fn of(chance: &mut Chance) -> Sent {
        let mut path = (chance.of(&PATHS)).to_owned();
        if chance.once_in(3) {
            path = (0..1 + chance.below(4)).map(|_| format!("/{}", chance.of(&PARTS))).collect();
        }
        let queries = ["v=1", "v=1&w=2", "w=2&v=1", "", "v", "v=", "v=1&v=2", "V=1", "v=1;w=2", "utm=3&v=1", "&v=1&"];
        let encodings = ["gzip", "br", "gzip, deflate, br", "br;q=0, gzip", "deflate", "gzip;q=0.5,br ; q=0.1", "GZIP"];
        let mut headers = Vec::new();
        if chance.once_in(2) {
            headers.push(("accept-encoding", chance.of(&encodings)));
        }
        if chance.once_in(2) {
            headers.push((chance.of(&["x-lang", "X-LANG"]), chance.of(&["de", "DE", ""])));
        }
        if chance.once_in(5) {
            headers.push(("cloudfront-viewer-country", "FR"));
        }
        Sent {
            method: chance.of(&["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE"]),
            host: chance.of(&HOSTS),
            path,
            query: chance.once_in(2).then(|| (chance.of(&queries)).to_owned()),
            headers,
            cookies: chance.once_in(2).then(|| chance.of(&["s=1", "s=1; t=2", "t=2;s=1", "garbage", "u=9; s=", "S=1", "s=1=2"])),
        }
    }

    /// The same but for one thing.
    pub fn varied(&self, chance: &mut Chance) -> Sent {
        let other = Sent::of(chance);
        let mut varied = self.clone();
        match chance.below(8) {
            0 => varied.method = other.method,
            1 => varied.host = other.host,
            2 => varied.path = other.path,
            3 => varied.query = other.query,
            4 => varied.headers = other.headers,
            5 => varied.cookies = other.cookies,
            _ => {}
        }
        varied
    }
}

impl Told {
    /// By chance.
    pub fn of(chance: &mut Chance) -> Told {
        let controls = [
            "max-age=60",
            "max-age=0",
            "s-maxage=30, max-age=600",
            "no-store",
            "no-cache, max-age=600",
            "private",
            "public",
            "max-age=x",
            "no-cache=\"Set-Cookie\"",
            "max-age=9999999999",
            "max-age=60, stale-while-revalidate=600",
            "Max-Age=\"7\"",
            "max-age=60, max-age=10",
            "max-age=5, stale-if-error=0",
            "max-age=5, stale-if-error=55",
        ];
        let mut headers = Vec::new();
        if chance.below(3) > 0 {
            headers.push(("cache-control", chance.of(&controls)));
        }
        if chance.once_in(4) {
            headers.push(("expires", chance.of(&[DATES[0].0, DATES[1].0, DATES[2].0, "0", "Thu, 01 Jan 1970 00:00:00 GMT"])));
        }
        if chance.once_in(8) {
            headers.push(("vary", chance.of(&["*", "Accept-Language"])));
        }
        Told { status: chance.of(&[200, 200, 200, 206, 301, 302, 307, 308, 400, 401, 403, 404, 416, 500, 503]), headers }
    }
}
