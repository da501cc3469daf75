//! Zones in plain words: what the second mind reads, and what is written down as a program for the first.

use std::fmt::Write as _;

/// Zones, and what their records look at.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub zones: Vec<Zone>,
    pub checks: Vec<Check>,
}

#[derive(Clone, Debug)]
pub struct Zone {
    pub domain: &'static str,
    /// The VPCs that see it, by number; none where everybody does.
    pub vpcs: Vec<usize>,
    pub records: Vec<Record>,
}

#[derive(Clone, Debug)]
pub struct Record {
    /// Below its zone; `@` is the zone itself.
    pub name: String,
    pub kind: &'static str,
    pub policy: Policy,
    pub ttl: Option<u32>,
    pub members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Simple,
    Weighted,
    Latency,
    Failover,
    Geolocation,
    Geoproximity,
    Multivalue,
    IpBased,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub head: Head,
    pub target: Target,
    pub check: Option<usize>,
    /// Of an alias: whether it counts as ill when what it points to is.
    pub follows: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Head {
    None,
    Weight(u32),
    Region(&'static str),
    Primary,
    Secondary,
    Part(&'static str),
    Country(&'static str),
    Continent(&'static str),
    /// North, east, bias.
    Point(f64, f64, i32),
    Location(&'static str),
    Default,
}

#[derive(Clone, Debug)]
pub enum Target {
    Values(Vec<String>),
    /// Another record of the zone, of the same type.
    Record(String),
    /// A load balancer, by number.
    Balancer(usize),
}

#[derive(Clone, Debug)]
pub struct Check {
    pub looks: Looks,
    pub inverted: bool,
    pub disabled: bool,
}

#[derive(Clone, Debug)]
pub enum Looks {
    Endpoint,
    /// What an alarm says while it has no data.
    Alarm(&'static str),
    Switch,
    Count {
        of: Vec<usize>,
        at_least: usize,
    },
}

/// VPCs, with their regions and where these lie.
pub const VPCS: [(&str, &str, &str, Option<&str>, &str); 2] =
    [("core", "eu-west-1", "IE", None, "EU"), ("labs", "us-west-2", "US", Some("US-OR"), "NA")];
/// Load balancers, with their hosts.
pub const BALANCERS: [(&str, &str); 2] =
    [("lb0", "lb-0.eu-west-1.elb.amazonaws.com"), ("lb1", "lb-1.us-west-2.elb.amazonaws.com")];
/// Which networks are which location.
pub const LOCATIONS: [(&str, &[&str]); 3] = [
    ("wide", &["203.0.0.0/16", "2001:db8::/32"]),
    ("near", &["203.0.113.0/24", "198.51.100.0/24"]),
    ("six", &["2001:db8:113::/48"]),
];
/// How fast regions answer, by where one asks from.
pub const LATENCIES: [(&str, [(&str, u32); 3]); 7] = [
    ("DE", [("eu-west-1", 20), ("us-west-2", 150), ("ap-northeast-1", 240)]),
    ("US", [("eu-west-1", 90), ("us-west-2", 40), ("ap-northeast-1", 130)]),
    ("US-CA", [("eu-west-1", 140), ("us-west-2", 15), ("ap-northeast-1", 110)]),
    ("JP", [("eu-west-1", 230), ("us-west-2", 100), ("ap-northeast-1", 5)]),
    ("BR", [("eu-west-1", 180), ("us-west-2", 170), ("ap-northeast-1", 270)]),
    ("eu-west-1", [("eu-west-1", 1), ("us-west-2", 130), ("ap-northeast-1", 220)]),
    ("us-west-2", [("eu-west-1", 131), ("us-west-2", 1), ("ap-northeast-1", 98)]),
];
/// How long records are kept that do not say.
pub const TTL: u32 = 60;

impl Program {
    /// As it is written in the language.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (label, region, ..) in VPCS {
            let _ = writeln!(text, "existing vpc {label} \"vpc-0a1b2c3d4e5f6071{}\" {{ region = {region} }}", label.len());
        }
        for (label, host) in BALANCERS {
            let _ = writeln!(text, "existing load_balancer {label} \"{host}\"");
        }
        text += "arc_cluster main {}\ncontrol_panel switches { cluster = main }\ncidr_collection nets {\n";
        for (location, networks) in LOCATIONS {
            let networks: Vec<String> = networks.iter().map(|network| format!("\"{network}\"")).collect();
            let _ = writeln!(text, "  {} -> {location}", networks.join(", "));
        }
        text += "}\n";
        self.checks.iter().enumerate().for_each(|(at, check)| check.write(at, &mut text));
        self.zones.iter().enumerate().for_each(|(at, zone)| zone.write(at, &mut text));
        text
    }
}

impl Check {
    fn write(&self, at: usize, text: &mut String) {
        let looks = match &self.looks {
            Looks::Endpoint => format!("url = \"https://c{at}.example.net/\""),
            Looks::Alarm(blind) => {
                let _ = writeln!(text, "existing alarm a{at} \"a{at}\" {{ region = us-east-1 }}");
                format!("alarm = a{at}, on_insufficient_data = {blind}")
            }
            Looks::Switch => {
                let _ = writeln!(text, "routing_control s{at} {{ panel = switches }}");
                format!("routing_control = s{at}")
            }
            Looks::Count { of, at_least } => {
                let of: Vec<String> = of.iter().map(|child| format!("c{child}")).collect();
                format!("at_least = {at_least}, of = [{}]", of.join(", "))
            }
        };
        let inverted = if self.inverted { ", inverted = true" } else { "" };
        let disabled = if self.disabled { ", disabled = true" } else { "" };
        let _ = writeln!(text, "health_check c{at} {{ {looks}{inverted}{disabled} }}");
    }
}

impl Zone {
    fn write(&self, at: usize, text: &mut String) {
        let _ = writeln!(text, "zone z{at} \"{}\" {{\n  ttl = {TTL}s", self.domain);
        if !self.vpcs.is_empty() {
            let vpcs: Vec<&str> = self.vpcs.iter().map(|vpc| VPCS[*vpc].0).collect();
            let _ = writeln!(text, "  vpcs = [{}]", vpcs.join(", "));
        }
        self.records.iter().for_each(|record| record.write(text));
        text.push_str("}\n");
    }
}

impl Record {
    fn write(&self, text: &mut String) {
        let policy = match self.policy {
            Policy::Simple => return self.write_simple(text),
            Policy::Weighted => "weighted",
            Policy::Latency => "latency",
            Policy::Failover => "failover",
            Policy::Geolocation => "geolocation",
            Policy::Geoproximity => "geoproximity",
            Policy::Multivalue => "multivalue",
            Policy::IpBased => "ip_based nets",
        };
        let _ = writeln!(text, "  {} \"{}\" {policy} {{", self.kind, self.name);
        for member in &self.members {
            let (head, bias) = member.head.text();
            let _ = writeln!(text, "    {head}-> {}{}", member.target.text(), member.options(bias));
        }
        text.push_str("  }\n");
    }

    fn write_simple(&self, text: &mut String) {
        let member = &self.members[0];
        let ttl = self.ttl.map(|ttl| format!("ttl = {ttl}s"));
        let _ = writeln!(text, "  {} \"{}\" -> {}{}", self.kind, self.name, member.target.text(), member.options(ttl));
    }
}

impl Member {
    fn options(&self, more: Option<String>) -> String {
        let health = self.check.map(|check| format!("health = c{check}"));
        let follows = match self.target {
            Target::Values(_) => None,
            Target::Record(_) | Target::Balancer(_) => Some(format!("evaluate_health = {}", self.follows)),
        };
        let options: Vec<String> = [more, health, follows].into_iter().flatten().collect();
        if options.is_empty() { String::new() } else { format!(" {{ {} }}", options.join(", ")) }
    }
}

impl Head {
    /// What stands left of the arrow, and the bias.
    fn text(&self) -> (String, Option<String>) {
        let head = match self {
            Head::None => return (String::new(), None),
            Head::Weight(weight) => weight.to_string(),
            Head::Region(word) | Head::Part(word) | Head::Country(word) | Head::Location(word) => (*word).to_owned(),
            Head::Primary => "primary".to_owned(),
            Head::Secondary => "secondary".to_owned(),
            Head::Continent(word) => format!("continent {word}"),
            Head::Point(north, east, bias) => return (format!("point({north}, {east}) "), Some(format!("bias = {bias}"))),
            Head::Default => "default".to_owned(),
        };
        (format!("{head} "), None)
    }
}

impl Target {
    fn text(&self) -> String {
        match self {
            Target::Values(values) => values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", "),
            Target::Record(name) => format!("record \"{name}\""),
            Target::Balancer(at) => BALANCERS[*at].0.to_owned(),
        }
    }
}
