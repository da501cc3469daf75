//! Policies of signatures.
//!
//! In: the text that was signed. Out: until when, from when, for whom, for what. Deliberately absent: who signed it.

use crate::route::Network;
use serde_json::Value;
use std::net::IpAddr;

/// What a policy allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    pub expires: u64,
    pub starts: Option<u64>,
    pub source: Option<Network>,
    pub resource: Option<String>,
}

/// The text of a canned policy.
pub(super) fn canned(url: &str, expires: u64) -> String {
    format!(r#"{{"Statement":[{{"Resource":"{url}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}}}]}}"#)
}

impl Policy {
    /// A policy that says no more than until when.
    pub fn until(expires: u64) -> Policy {
        Policy { expires, starts: None, source: None, resource: None }
    }

    /// Reads a custom policy; says what is wrong with one that is none, and the rule that it breaks.
    pub fn read(text: &[u8]) -> Result<Policy, (&'static str, String)> {
        let malformed = |why: &str| ("EV-073", why.to_owned());
        let json: Value = serde_json::from_slice(text).map_err(|_| malformed("the policy is no JSON"))?;
        let statement = match json.get("Statement").and_then(Value::as_array).map(Vec::as_slice) {
            Some([one]) => one,
            Some(more) => return Err(("EV-073", format!("the policy has {} statements; one is wanted", more.len()))),
            None => return Err(malformed("the policy has no `Statement`")),
        };
        let condition = statement.get("Condition").ok_or_else(|| malformed("the policy has no `Condition`"))?;
        let time = |name: &str| condition.get(name).and_then(|part| part.get("AWS:EpochTime")).and_then(Value::as_u64);
        let source = match condition.get("IpAddress").map(|part| part.get("AWS:SourceIp").and_then(Value::as_str)) {
            None => None,
            Some(text) => Some(network(text.unwrap_or_default())?),
        };
        let starts = time("DateGreaterThan");
        if condition.get("DateGreaterThan").is_some() && starts.is_none() {
            return Err(("EV-076", "`DateGreaterThan` names no time in seconds".to_owned()));
        }
        let expires = time("DateLessThan")
            .ok_or_else(|| ("EV-075", "the policy has no `DateLessThan`, which every one needs".to_owned()))?;
        let resource = statement.get("Resource").and_then(Value::as_str).map(str::to_owned);
        Ok(Policy { expires, starts, source, resource })
    }
}

/// An IPv4 address or network.
fn network(text: &str) -> Result<Network, (&'static str, String)> {
    let network: Network = text.parse().map_err(|()| ("EV-078", format!("`{text}` is no address and no network")))?;
    match network.address() {
        IpAddr::V4(_) => Ok(network),
        IpAddr::V6(_) => Err(("EV-079", format!("`{text}` is IPv6, which a policy cannot name"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Policy, canned};

    /// The digest of EV-071's example is of this text.
    #[test]
    fn a_canned_policy_is_one_text() {
        let text = canned("https://www.example.com/v/a.mp4?size=large", 1_767_290_400);
        let wanted = r#"{"Statement":[{"Resource":"https://www.example.com/v/a.mp4?size=large","Condition":{"DateLessThan":{"AWS:EpochTime":1767290400}}}]}"#;
        assert_eq!(text, wanted);
    }

    /// EV-073, EV-075, EV-085.
    #[test]
    fn what_is_no_policy_is_refused_with_its_rule() {
        let within = |statement: &str| format!(r#"{{"Statement":[{statement}]}}"#);
        let until = r#"{"Condition":{"DateLessThan":{"AWS:EpochTime":9}}}"#;
        let cases = [
            ("EV-073", "{".to_owned()),
            ("EV-073", r#"{"statement":[]}"#.to_owned()),
            ("EV-073", within(&format!("{until},{until}"))),
            ("EV-073", within("{}")),
            ("EV-075", within(r#"{"Resource":"*","Condition":{}}"#)),
            ("EV-076", within(r#"{"Condition":{"DateLessThan":{"AWS:EpochTime":9},"DateGreaterThan":{"AWS:EpochTime":"x"}}}"#)),
            ("EV-078", within(r#"{"Condition":{"DateLessThan":{"AWS:EpochTime":9},"IpAddress":{"AWS:SourceIp":"x"}}}"#)),
            ("EV-079", within(r#"{"Condition":{"DateLessThan":{"AWS:EpochTime":9},"IpAddress":{"AWS:SourceIp":"::/0"}}}"#)),
        ];
        for (rule, text) in cases {
            assert_eq!(Policy::read(text.as_bytes()).map_err(|(rule, _)| rule), Err(rule), "{text}");
        }
        assert_eq!(Policy::read(within(until).as_bytes()).expect("it is one").resource, None, "EV-085");
    }
}
