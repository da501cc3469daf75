//! What a signature is made for.
//!
//! In: a URL or a pattern of URLs, times, addresses. Out: the parameters or cookies that carry a signature for it. Deliberately
//! absent: reading keys.

use super::keys::{BadKey, Hash, SigningKey, encoded};
use super::policy::canned;
use super::{SIGNING, Vouched};
use crate::route::http::Request;
use crate::schema::BlockId;
use serde_json::json;

/// Where a signature travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carried {
    /// In the URL's query.
    #[default]
    Query,
    /// In cookies.
    Cookies,
}

/// What a signature is made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The `Key-Pair-Id`.
    pub key: String,
    /// The URL, or a pattern of URLs.
    pub resource: String,
    /// Until when, in seconds since 1970.
    pub expires: u64,
    /// From when.
    pub starts: Option<u64>,
    /// For whom: an IPv4 address or network.
    pub source: Option<String>,
    /// Which hash.
    pub hash: Hash,
    /// Whether the policy travels along although a canned one would say the same.
    pub custom: bool,
}

impl Terms {
    /// Whether a canned policy says all of it: one URL, and until when.
    fn is_canned(&self) -> bool {
        !self.custom && self.starts.is_none() && self.source.is_none() && !self.resource.contains('*')
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        if self.is_canned() {
            return canned(&self.resource, self.expires);
        }
        let mut condition = json!({ "DateLessThan": { "AWS:EpochTime": self.expires } });
        if let Some(starts) = self.starts {
            condition["DateGreaterThan"] = json!({ "AWS:EpochTime": starts });
        }
        if let Some(source) = &self.source {
            condition["IpAddress"] = json!({ "AWS:SourceIp": source });
        }
        json!({ "Statement": [{ "Resource": self.resource, "Condition": condition }] }).to_string()
    }

    /// Names and values of the parameters or cookies, with a signature by a key.
    pub fn signed(&self, key: &SigningKey, carried: Carried) -> Result<Vec<(String, String)>, BadKey> {
        let signature = key.sign(self.text().as_bytes(), self.hash)?;
        Ok(self.carrying(&encoded(&signature), carried))
    }

    /// Signs a request as somebody says it is signed, without a private key.
    pub fn vouch(&self, key: BlockId, carried: Carried, request: &mut Request) {
        let pairs = self.carrying("vouched", carried);
        match carried {
            Carried::Query => {
                let added = pairs.iter().map(|(name, value)| format!("{name}={value}"));
                let query = request.query.take().filter(|query| !query.is_empty());
                request.query = Some(query.into_iter().chain(added).collect::<Vec<_>>().join("&"));
            }
            Carried::Cookies => request.cookies.extend(pairs),
        }
        request.vouched = Some(Vouched { key, text: self.text() });
    }

    fn carrying(&self, signature: &str, carried: Carried) -> Vec<(String, String)> {
        let prefix = match carried {
            Carried::Query => "",
            Carried::Cookies => "CloudFront-",
        };
        let [expires, policy, signed, key, hash] = SIGNING.map(|name| format!("{prefix}{name}"));
        let mut pairs = match self.is_canned() {
            true => vec![(expires, self.expires.to_string())],
            false => vec![(policy, encoded(self.text().as_bytes()))],
        };
        pairs.push((signed, signature.to_owned()));
        pairs.push((key, self.key.clone()));
        if self.hash == Hash::Sha256 {
            pairs.push((hash, self.hash.word().to_owned()));
        }
        pairs
    }
}
