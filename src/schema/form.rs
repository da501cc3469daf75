//! Texts with a rule: each form is parsed here and nowhere else.
//!
//! In: a text. Out: whether it has the form, and if not, why. Deliberately absent: quotas and rules about single resources.

use super::TextForm;
use std::net::IpAddr;

/// Why a text does not have its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

fn because(reason: impl Into<String>) -> Result<(), Malformed> {
    Err(Malformed(reason.into()))
}

impl TextForm {
    /// What authors call it.
    pub fn described(self) -> &'static str {
        match self {
            TextForm::DomainName => "a domain name",
            TextForm::RecordName => "a record name",
            TextForm::PathPattern => "a path pattern",
            TextForm::Url => "a URL",
            TextForm::IpAddress => "an IP address",
            TextForm::Cidr => "a network such as 192.0.2.0/24",
            TextForm::HostAndPort => "a host and a port, host:443",
            TextForm::Arn => "an ARN",
            TextForm::AccountId => "an account id of twelve digits",
            TextForm::ZoneId => "a hosted zone id",
            TextForm::Secret => "a secret",
        }
    }

    /// Whether a text has this form.
    pub fn check(self, text: &str) -> Result<(), Malformed> {
        match self {
            TextForm::DomainName => domain_name(text),
            TextForm::RecordName => record_name(text),
            TextForm::PathPattern => path_pattern(text),
            TextForm::Url => Url::parse(text).map(|_| ()),
            TextForm::IpAddress => text.parse::<IpAddr>().map(|_| ()).or_else(|_| because("it is neither IPv4 nor IPv6")),
            TextForm::Cidr => cidr(text),
            TextForm::HostAndPort => host_and_port(text).map(|_| ()),
            TextForm::Arn => arn(text),
            TextForm::AccountId if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
            TextForm::AccountId => because("it is not twelve digits"),
            TextForm::ZoneId => zone_id(text),
            TextForm::Secret => Ok(()),
        }
    }
}

/// Labels of 1 to 63 characters, 255 in all (RFC 1035 §2.3.4).
fn domain_name(text: &str) -> Result<(), Malformed> {
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.is_empty() {
        return because("it is empty");
    }
    labels(name)
}

fn record_name(text: &str) -> Result<(), Malformed> {
    match text {
        "@" => Ok(()),
        "" => because("it is empty; the apex is `@`"),
        name => labels(name.strip_suffix('.').unwrap_or(name)),
    }
}

fn labels(name: &str) -> Result<(), Malformed> {
    if name.len() > 253 {
        return because(format!("it has {} characters, and a name has at most 253", name.len()));
    }
    for label in name.split('.') {
        if label.is_empty() {
            return because("two dots stand together");
        }
        if label.len() > 63 {
            return because(format!("the label `{label}` has {} characters, and a label has at most 63", label.len()));
        }
        let is_octal = |digits: &str| !digits.starts_with('+') && u8::from_str_radix(digits, 8).is_ok();
        if !label.split('\\').skip(1).all(|rest| rest.get(..3).is_some_and(is_octal)) {
            return because("a backslash wants three octal digits behind it, such as \\052");
        }
        if let Some(odd) = label.chars().find(|letter| !letter.is_ascii_graphic()) {
            let escaped = odd.escape_default();
            return because(format!("`{escaped}` cannot stand in a name; write names with other letters in their xn-- form"));
        }
        if let Some(odd) = label.chars().find(|letter| matches!(letter, '/' | ':' | '@' | ',' | ';' | '"' | '`'))
            && !(odd == '/' && label.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-')))
        {
            return because(format!("`{odd}` cannot stand in a name"));
        }
    }
    Ok(())
}

/// The letters CloudFront takes in a path pattern, and at most 255 of them (CF-200 and following).
fn path_pattern(text: &str) -> Result<(), Malformed> {
    const ODD: &str = "_-.*$/~\"'@:+&?";
    if text.is_empty() {
        return because("it is empty");
    }
    if text.len() > 255 {
        return because(format!("it has {} characters, and a pattern has at most 255", text.len()));
    }
    match text.chars().find(|letter| !letter.is_ascii_alphanumeric() && !ODD.contains(*letter)) {
        Some(odd) => because(format!("`{odd}` cannot stand in a path pattern")),
        None => Ok(()),
    }
}

fn cidr(text: &str) -> Result<(), Malformed> {
    let Some((address, length)) = text.split_once('/') else {
        return because("it has no `/` and prefix length");
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return because("what stands before `/` is no IP address");
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    match length.parse::<u8>() {
        Ok(length) if length <= most => Ok(()),
        _ => because(format!("the prefix length is not a number from 0 to {most}")),
    }
}

/// The parts of `host:port`.
pub fn host_and_port(text: &str) -> Result<(&str, u16), Malformed> {
    let Some((host, port)) = text.rsplit_once(':') else {
        return Err(Malformed("it has no `:` and port".into()));
    };
    let port = port.parse::<u16>().ok().filter(|port| *port > 0);
    let Some(port) = port else {
        return Err(Malformed("the port is not a number from 1 to 65535".into()));
    };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if bare.parse::<IpAddr>().is_err() {
        domain_name(bare)?;
    }
    Ok((bare, port))
}

fn arn(text: &str) -> Result<(), Malformed> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, service, _, _, resource] if !partition.is_empty() && !service.is_empty() && !resource.is_empty() => {
            Ok(())
        }
        _ => because("an ARN is arn:partition:service:region:account:resource"),
    }
}

fn zone_id(text: &str) -> Result<(), Malformed> {
    let fine =
        text.len() <= 32 && text.starts_with('Z') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if fine { Ok(()) } else { because("a hosted zone id is Z and up to 31 capital letters and digits") }
}

/// The parts of a URL that a health check or an origin needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host name or address.
    pub host: &'a str,
    /// The port, or the scheme's own.
    pub port: u16,
    /// Path and query; `/` where none is written.
    pub path: &'a str,
}

impl<'a> Url<'a> {
    /// Splits a URL.
    pub fn parse(text: &'a str) -> Result<Url<'a>, Malformed> {
        let no = |reason: &str| Malformed(reason.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(|| no("it does not begin with http:// or https://"))?;
        let usual = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(no("it does not begin with http:// or https://")),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = if authority.contains(':') { host_and_port(authority)? } else { (authority, usual) };
        if host.parse::<IpAddr>().is_err() {
            domain_name(host)?;
        }
        Ok(Url { scheme, host, port, path: if path.is_empty() { "/" } else { path } })
    }
}
