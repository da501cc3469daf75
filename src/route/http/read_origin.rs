//! From a model to origins.
//!
//! In: the blocks that behaviors name. Out: origins, each once, with what is behind them; the members of a failover come along.
//! Deliberately absent: behaviors (`read`).

use super::message::Protocol;
use super::policy::texts;
use super::read::{Views, blocks, protocol};
use super::site::{Group, Origin, Signing, Sort, Speaks, Wire};
use crate::model::Reader;
use crate::resolve::{SHIELD_OF_ANY, place_facts, shown};
use crate::schema::{Block, BlockId, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The origins found so far.
pub(super) struct Origins<'m> {
    reader: Reader<'m>,
    views: Views,
    pub list: Vec<Origin>,
    numbers: FxHashMap<BlockId, usize>,
}

impl<'m> Origins<'m> {
    pub fn new(reader: Reader<'m>, views: Views) -> Origins<'m> {
        Origins { reader, views, list: Vec::new(), numbers: FxHashMap::default() }
    }

    /// The number of the origin that a block is, or stands for.
    pub fn number(&mut self, id: BlockId) -> usize {
        if let Some(number) = self.numbers.get(&id) {
            return *number;
        }
        let block = self.reader.block(id);
        let origin = if block.kind == self.views.origin.kind { self.written(id, block) } else { self.plain(id, block) };
        self.list.push(origin);
        let number = self.list.len() - 1;
        self.numbers.insert(id, number);
        number
    }

    /// An origin as written.
    fn written(&mut self, id: BlockId, block: &'m Block) -> Origin {
        let (view, reader) = (self.views.origin, self.reader);
        let value = |field| reader.value(block, field).into_owned();
        let group = (block.case == Some(view.failover)).then(|| self.group(block));
        let from = value(view.from);
        let behind = blocks(&from).first().copied();
        let sort = self.sort(id, &from);
        let host = match (&from, behind) {
            (Value::Text(host), _) => Some(host.clone()),
            (_, Some(behind)) => self.host(behind),
            _ => None,
        };
        let headers = match value(view.headers) {
            Value::Map(entries) => entries.iter().map(|(name, value)| (name.clone(), shown(value).into())).collect(),
            _ => Vec::new(),
        };
        Origin {
            block: id,
            behind,
            label: block.label.clone(),
            span: block.span,
            sort,
            path: value(view.path).as_text().unwrap_or_default().into(),
            speaks: speaks(sort, value(view.protocol).as_text()),
            headers,
            shield: self.shield(&value(view.shield), behind, host.as_deref()),
            host,
            told_host: None,
            signing: self.signing(sort, &value(view.access_control)),
            wire: self.wire(block),
            group,
        }
    }

    /// A bucket, load balancer or VPC origin that a behavior names itself.
    fn plain(&self, id: BlockId, block: &'m Block) -> Origin {
        let sort = if self.reader.kind(block).name == "bucket" { Sort::Bucket } else { Sort::Host };
        Origin {
            block: id,
            behind: Some(id),
            label: block.label.clone(),
            span: block.span,
            sort,
            host: self.host(id),
            told_host: None,
            path: "".into(),
            speaks: speaks(sort, Some("https_only")),
            headers: Vec::new(),
            shield: None,
            signing: self.signing(sort, &Value::None),
            wire: Wire::default(),
            group: None,
        }
    }

    fn wire(&self, block: &Block) -> Wire {
        let named = |name| self.reader.named(block, Name::of(name));
        let number = |name, otherwise| match named(name) {
            Value::Int(number) => u64::try_from(number).unwrap_or(otherwise),
            Value::Duration(milliseconds) => milliseconds / 1_000,
            _ => otherwise,
        };
        Wire {
            http_port: number("http_port", 80),
            https_port: number("https_port", 443),
            keepalive: number("keepalive_timeout", 5),
            connection: number("connection_timeout", 10),
            attempts: number("connection_attempts", 3),
            response: number("response_timeout", 30),
            completion: Some(number("completion_timeout", 0)).filter(|seconds| *seconds > 0),
            tls: texts(&named("tls")),
        }
    }

    fn group(&mut self, block: &'m Block) -> Group {
        let view = self.views.origin;
        let is_first = |branch: &Block| branch.value(view.role) == Some(&Value::word("primary"));
        let mut branches: Vec<&Block> = block.branches.iter().collect();
        branches.sort_by_key(|branch| !is_first(branch));
        let members = branches.into_iter().filter_map(|branch| branch.value(view.from)).flat_map(blocks).collect::<Vec<_>>();
        let members = members.into_iter().map(|member| self.number(member)).collect();
        let on = match &*self.reader.value(block, view.on) {
            Value::List(codes) => codes
                .iter()
                .filter_map(|code| if let Value::Int(code) = code { u16::try_from(*code).ok() } else { None })
                .collect(),
            _ => Vec::new(),
        };
        Group { members, on, by_quality: *self.reader.value(block, view.select) != Value::None }
    }

    /// What the library says an origin is.
    fn sort(&self, id: BlockId, from: &Value) -> Sort {
        let behind = blocks(from).first().map(|behind| self.reader.kind(self.reader.block(*behind)).name);
        if behind.is_some_and(|kind| kind == "bucket") {
            return Sort::Bucket;
        }
        match self.reader.member(&Value::Block(id), Name::of("sort")).as_ref().and_then(Value::as_text) {
            Some("s3") => Sort::Bucket,
            Some("s3_website") => Sort::Website,
            Some("api_gateway") => Sort::ApiGateway,
            Some("lambda_url") => Sort::LambdaUrl,
            Some("cloudfront") => Sort::CloudFront,
            _ => Sort::Host,
        }
    }

    /// The host of a block, where its author says enough.
    fn host(&self, id: BlockId) -> Option<Arc<str>> {
        let block = self.reader.block(id);
        if self.reader.kind(block).name == "vpc_origin" {
            return blocks(&self.reader.named(block, Name::of("to"))).first().and_then(|to| self.host(*to));
        }
        // A name that AWS makes up, or a region that only a deployment chooses, is in the host of a bucket.
        let is_open = |field| self.reader.named(block, Name::of(field)) == Value::None;
        if self.reader.kind(block).name == "bucket" && !block.existing && (is_open("name") || is_open("region")) {
            return None;
        }
        self.reader.output(id, Name::of("domain_name")).as_ref().and_then(Value::as_text).map(Arc::from)
    }

    fn region(&self, id: BlockId) -> Option<Name> {
        match self.reader.named(self.reader.block(id), Name::of("region")) {
            Value::Word(region) => Some(region),
            _ => None,
        }
    }

    fn shield(&self, shield: &Value, behind: Option<BlockId>, host: Option<&str>) -> Option<Arc<str>> {
        match shield {
            Value::Word(word) if *word == "nearest" => {
                let known = behind.and_then(|behind| self.region(behind)).map(Value::Word);
                let by_host = || place_facts(Name::of("region_of"), &[Value::text(host?)], self.reader.schema);
                let region = known.or_else(by_host).unwrap_or(Value::None);
                let nearest = self.reader.member(&region, Name::of("shield")).filter(|nearest| *nearest != Value::None);
                Some(nearest.as_ref().unwrap_or(&region).as_text().unwrap_or(SHIELD_OF_ANY).into())
            }
            Value::Word(word) => Some(word.as_str().into()),
            _ => None,
        }
    }

    fn signing(&self, sort: Sort, control: &Value) -> Signing {
        if let Value::Block(control) = control {
            let signing = self.reader.value(self.reader.block(*control), self.views.control.signing);
            return match signing.as_text() {
                Some("never") => Signing::Never,
                Some("no_override") => Signing::NoOverride,
                _ => Signing::Always,
            };
        }
        if matches!(sort, Sort::Bucket | Sort::LambdaUrl) { Signing::Always } else { Signing::Never }
    }
}

fn speaks(sort: Sort, word: Option<&str>) -> Speaks {
    match (sort, protocol(word)) {
        (Sort::Bucket, _) => Speaks::AsViewer,
        (Sort::Website, _) => Speaks::Always(Protocol::Http),
        (_, Some(protocol)) => Speaks::Always(protocol),
        (_, None) => Speaks::AsViewer,
    }
}
