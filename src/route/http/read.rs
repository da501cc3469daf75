//! From a model to sites.
//!
//! In: distributions, origins, policies and functions of a model. Out: `Hosts`. Deliberately absent: whether they are right
//! (`law`).

use super::Hosts;
use super::firewall::Firewall;
use super::message::Protocol;
use super::path::Pattern;
use super::patterns::Patterns;
use super::policy::{CachePolicy, RequestPolicy, ResponsePolicy, seconds, texts};
use super::read_origin::Origins;
use super::site::{
    Behavior, Code, Countries, Function, Mapping, Package, Plain, SignerKey, Signers, Site, Staged, Staging, Store,
};
use crate::model::{
    AccessControlView, BehaviorView, CachePolicyView, CorsView, DistributionView, ErrorView, ForwardedView, FunctionView,
    KeyGroupView, Model, OriginView, PublicKeyView, Reader, RequestPolicyView, ResponsePolicyView, SecurityView, StagingView,
    StoreView,
};
use crate::schema::{Block, BlockId, Schema, Value};
use crate::script::Edition;
use crate::source::Name;
use std::sync::Arc;

/// The kinds a request can meet.
#[derive(Clone, Copy)]
pub(super) struct Views {
    distribution: DistributionView,
    behavior: BehaviorView,
    error: ErrorView,
    pub origin: OriginView,
    pub control: AccessControlView,
    cache: CachePolicyView,
    legacy: ForwardedView,
    forward: RequestPolicyView,
    headers: ResponsePolicyView,
    security: SecurityView,
    cors: CorsView,
    function: FunctionView,
    group: KeyGroupView,
    key: PublicKeyView,
    store: StoreView,
    staging: StagingView,
}

impl Views {
    fn of(schema: &Schema) -> Option<Views> {
        Some(Views {
            distribution: DistributionView::of(schema)?,
            behavior: BehaviorView::of(schema)?,
            error: ErrorView::of(schema)?,
            origin: OriginView::of(schema)?,
            control: AccessControlView::of(schema)?,
            cache: CachePolicyView::of(schema)?,
            legacy: ForwardedView::of(schema)?,
            forward: RequestPolicyView::of(schema)?,
            headers: ResponsePolicyView::of(schema)?,
            security: SecurityView::of(schema)?,
            cors: CorsView::of(schema)?,
            function: FunctionView::of(schema)?,
            group: KeyGroupView::of(schema)?,
            key: PublicKeyView::of(schema)?,
            store: StoreView::of(schema)?,
            staging: StagingView::of(schema)?,
        })
    }
}

impl Hosts {
    /// Reads the distributions of a program.
    pub fn of(model: &Model, schema: &Schema) -> Hosts {
        let Some(views) = Views::of(schema) else { return Hosts::default() };
        let reader = Reader::new(schema, &model.blocks);
        let managed = model.managed;
        let mut reading = Reading { reader, views, managed, origins: Origins::new(reader, views) };
        let own = model.own().filter(|(_, block)| block.kind == views.distribution.kind && !block.existing);
        let mut sites: Vec<Site> = own.map(|(id, block)| reading.site(id, block)).collect();
        let staged: Vec<BlockId> = sites.iter().filter_map(|site| site.staging.as_ref()).map(|staging| staging.to).collect();
        sites.iter_mut().for_each(|site| site.staged = staged.contains(&site.block));
        Hosts::new(sites, reading.origins.list)
    }
}

struct Reading<'m> {
    reader: Reader<'m>,
    views: Views,
    /// So many blocks are the library's.
    managed: usize,
    origins: Origins<'m>,
}

impl<'m> Reading<'m> {
    fn site(&mut self, id: BlockId, block: &'m Block) -> Site {
        let (view, reader) = (self.views.distribution, self.reader);
        let value = |field| reader.value(block, field).into_owned();
        let aliases = texts(&value(view.domains)).iter().map(|alias| alias.to_ascii_lowercase().into()).collect();
        let root = value(view.default_root_object).as_text().filter(|root| !root.is_empty()).map(Arc::from);
        let behaviors: Vec<BlockId> =
            [view.behaviors, view.default].into_iter().flat_map(|field| blocks(&value(field))).collect();
        let countries = countries(&value(view.countries));
        let firewall = match value(view.waf) {
            Value::Block(waf) => Some(Firewall::read(waf, self.reader)),
            _ => None,
        };
        let errors = blocks(&value(view.errors)).into_iter().flat_map(|error| self.mappings(self.reader.block(error))).collect();
        let enabled = value(view.enabled) != Value::Bool(false);
        let behaviors: Vec<Behavior> = behaviors.into_iter().map(|id| self.behavior(id)).collect();
        let patterns = behaviors.iter().enumerate();
        let patterns = patterns.filter_map(|(at, behavior)| Some((at, behavior.pattern.as_ref()?)));
        Site {
            block: id,
            label: block.label.clone(),
            span: block.span,
            aliases,
            domain: stand_in(&block.label),
            enabled,
            ipv6: value(view.ipv6) != Value::Bool(false),
            root,
            countries,
            firewall,
            staging: blocks(&value(view.staging)).first().and_then(|staging| self.staging(self.reader.block(*staging))),
            staged: false,
            paths: Patterns::of(patterns),
            behaviors,
            errors,
        }
    }

    fn staging(&self, block: &Block) -> Option<Staging> {
        let view = self.views.staging;
        let value = |field| self.reader.value(block, field).into_owned();
        let to = blocks(&value(view.to)).first().copied()?;
        let text = |field| value(field).as_text().map(Arc::from);
        let who = match (value(view.weight), text(view.header), text(view.value)) {
            (Value::Percent(share), ..) => Staged::Share(share),
            (_, Some(header), Some(said)) => Staged::Header(header, said),
            _ => return None,
        };
        let sticky = match value(view.sticky_idle) {
            Value::Duration(milliseconds) => Some(milliseconds / 1_000),
            _ => None,
        };
        (value(view.enabled) != Value::Bool(false)).then_some(Staging { to, span: block.span, who, sticky })
    }

    fn behavior(&mut self, id: BlockId) -> Behavior {
        let (view, views, reader) = (self.views.behavior, self.views, self.reader);
        let block = reader.block(id);
        let value = |field| reader.value(block, field).into_owned();
        let pattern = value(view.path).as_text().map(Pattern::of);
        let title = value(view.path).as_text().map_or_else(|| "default".into(), Arc::from);
        let origin = match value(view.origin) {
            Value::Block(origin) => Some(self.origins.number(origin)),
            _ => None,
        };
        let cache = match (value(view.forwarded_values), value(view.cache)) {
            (Value::Block(legacy), _) => Some(CachePolicy::of_legacy(&reader, views.legacy, reader.block(legacy))),
            (_, Value::Block(policy)) => Some(CachePolicy::of(&reader, views.cache, reader.block(policy))),
            _ => None,
        };
        let policy_span = match (value(view.forwarded_values), value(view.cache)) {
            (Value::Block(own), _) => reader.block(own).span,
            (_, Value::Block(policy)) if policy.0 as usize >= self.managed => reader.block(policy).span,
            _ => block.span,
        };
        let forward = match value(view.forward) {
            Value::Block(policy) => Some(RequestPolicy::of(&reader, views.forward, reader.block(policy))),
            _ => None,
        };
        let headers = match value(view.headers) {
            Value::Block(policy) => {
                let policy = reader.block(policy);
                Some(ResponsePolicy::of(&reader, views.headers, views.security, views.cors, policy))
            }
            _ => None,
        };
        let accounts = matches!(value(view.trusted_signers), Value::List(signers) if !signers.is_empty());
        let function = |field| match value(field) {
            Value::Block(function) => Some(self.function(function)),
            _ => None,
        };
        Behavior {
            block: id,
            span: block.span,
            pattern,
            title,
            origin,
            plain: match value(view.protocol).as_text() {
                Some("https_only") => Plain::Refused,
                Some("allow_all") => Plain::Served,
                _ => Plain::Redirected,
            },
            methods: methods(&reader, &value(view.methods)),
            cached: methods(&reader, &value(view.cached_methods)),
            cache,
            policy_span,
            forward,
            headers,
            compress: value(view.compress) != Value::Bool(false),
            signers: self.signers(&blocks(&value(view.signed_by)), accounts),
            viewer_request: function(view.viewer_request),
            viewer_response: function(view.viewer_response),
            origin_request: function(view.origin_request),
            origin_response: function(view.origin_response),
        }
    }

    fn signers(&self, groups: &[BlockId], accounts: bool) -> Option<Signers> {
        let (views, reader) = (self.views, self.reader);
        let mut signers = Signers { others: accounts, ..Signers::default() };
        for group in groups {
            let keys = blocks(&reader.value(reader.block(*group), views.group.keys));
            signers.others |= keys.is_empty();
            signers.keys.extend(keys.into_iter().map(|id| {
                let block = reader.block(id);
                let text = |field| reader.value(block, field).as_text().map(Arc::from);
                let (label, span) = (block.label.clone(), block.span);
                SignerKey { block: id, label, span, id: text(views.key.id), pem: text(views.key.key) }
            }));
        }
        (accounts || !groups.is_empty()).then_some(signers)
    }

    fn function(&self, id: BlockId) -> Function {
        let (view, block) = (self.views.function, self.reader.block(id));
        let (label, span) = (block.label.clone(), block.span);
        if block.kind != view.kind {
            return Function { block: id, label, span, lambda: true, code: None, package: self.package(block) };
        }
        let value = |field| self.reader.value(block, field);
        let edition = Edition::of(value(view.runtime).as_text());
        let store = match &*value(view.store) {
            Value::Block(store) => self.store(self.reader.block(*store)),
            Value::None => Store::None,
            _ => Store::Untold,
        };
        let text = value(view.code).as_text().map(Arc::from);
        let code = text.map(|text| Code { text, edition, store });
        Function { block: id, label, span, lambda: false, code, package: None }
    }

    /// The source of a Lambda@Edge function, where the program has it.
    fn package(&self, block: &Block) -> Option<Package> {
        let named = |name| self.reader.named(block, Name::of(name));
        let Value::Text(code) = named("code") else { return None };
        let text = |name| named(name).as_text().map(Arc::from);
        let timeout = seconds(&named("timeout"));
        let body = named("include_body") == Value::Bool(true);
        Some(Package { code, handler: text("handler")?, runtime: text("runtime")?, timeout, body })
    }

    fn store(&self, block: &Block) -> Store {
        let entries = self.reader.value(block, self.views.store.entries);
        let fills_itself = *self.reader.value(block, self.views.store.import_from) != Value::None;
        match &*entries {
            _ if block.existing || fills_itself => Store::Untold,
            Value::Map(entries) => {
                let texts = entries.iter().map(|(key, value)| Some((key.clone(), value.as_text()?.into())));
                texts.collect::<Option<_>>().map_or(Store::Untold, Store::Known)
            }
            _ => Store::Untold,
        }
    }

    fn mappings(&self, error: &Block) -> Vec<Mapping> {
        let view = self.views.error;
        let value = |field| self.reader.value(error, field).into_owned();
        let page = match (value(view.status), value(view.page)) {
            (Value::Int(status), Value::Text(page)) => u16::try_from(status).ok().map(|status| (status, page)),
            _ => None,
        };
        let codes = match value(view.codes) {
            Value::List(codes) => codes,
            one => [one].into(),
        };
        let code = |code: &Value| match code {
            Value::Int(code) => u16::try_from(*code).ok(),
            _ => None,
        };
        let ttl = seconds(&value(view.ttl));
        codes.iter().filter_map(code).map(|code| Mapping { code, page: page.clone(), ttl, span: error.span }).collect()
    }
}

/// The blocks that a value holds.
pub(super) fn blocks(value: &Value) -> Vec<BlockId> {
    match value {
        Value::Block(id) => vec![*id],
        Value::List(items) => items.iter().flat_map(blocks).collect(),
        _ => Vec::new(),
    }
}

/// The methods behind a word of the choice.
fn methods(reader: &Reader, value: &Value) -> Vec<Arc<str>> {
    let Value::Word(word) = value else { return Vec::new() };
    let choice = reader.schema.choice_named(Name::of("methods")).map(|choice| reader.schema.choice(choice));
    choice.and_then(|choice| choice.word(*word)).map_or_else(Vec::new, |word| match &word.spelled.cfn {
        Value::List(items) => items.iter().filter_map(Value::as_text).map(Arc::from).collect(),
        _ => Vec::new(),
    })
}

fn countries(value: &Value) -> Countries {
    let words = |items: &[Value]| -> Vec<Name> {
        let flat = items.iter().flat_map(|item| match item {
            Value::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        });
        flat.filter_map(|item| if let Value::Word(word) = item { Some(*word) } else { None }).collect()
    };
    match value {
        Value::List(items) => Countries::Only(words(items)),
        Value::Call(except, arguments) if *except == "except" => Countries::Except(words(arguments)),
        _ => Countries::All,
    }
}

/// A name in the place of the one that AWS gives when it makes the distribution: `app.cloudfront.net`.
pub fn stand_in(label: &str) -> Arc<str> {
    let plain: String = label.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("{}.cloudfront.net", plain.trim_matches('-').to_ascii_lowercase()).into()
}

/// How plain HTTP and HTTPS are called.
pub(super) fn protocol(word: Option<&str>) -> Option<Protocol> {
    match word {
        Some("http_only") => Some(Protocol::Http),
        Some("https_only") => Some(Protocol::Https),
        _ => None,
    }
}
