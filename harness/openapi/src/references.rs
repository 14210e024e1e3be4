//! Where the references of a document lead.
//!
//! A reference is resolved against the address of the document or the `$id` around it, and may name
//! an `$anchor`. (RFC 3986, section 5; JSON Schema 2020-12, section 8.2) Afterwards every reference
//! of the document is a JSON pointer into it, so that whoever follows one needs to know no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use crate::objects::Kind;
use crate::pointer;

/// An object of the document.
#[derive(Clone, Debug)]
pub struct Place {
    /// a JSON pointer to it, without `#`
    pub pointer: String,
    pub kind: Kind,
    /// whether it does not lie in an object of the same kind
    pub outermost: bool,
    /// against which its references are resolved
    base: Url,
}

/// A reference that leads to nothing in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dangling {
    /// a JSON pointer to the object that holds it, with `#`
    pub pointer: String,
    /// as it is written
    pub reference: String,
}

/// Every object, and what addresses name.
#[derive(Clone, Debug)]
pub struct Places {
    found: Vec<Place>,
    known: BTreeSet<(String, Kind)>,
    /// pointers by address
    resources: BTreeMap<String, String>,
    /// pointers by address and anchor
    anchors: BTreeMap<(String, String), String>,
}

impl Places {
    /// The objects of a document that was fetched from `location`.
    pub fn of(root: &Value, location: &Url) -> Self {
        let mut places = Self {
            found: Vec::new(),
            known: BTreeSet::new(),
            resources: BTreeMap::new(),
            anchors: BTreeMap::new(),
        };
        places.resources.insert(address(location), String::new());
        places.add(root, String::new(), Kind::Root, location, true);
        // What a reference leads to may lie outside the objects that the specification knows.
        let mut next = 0;
        while let Some(place) = places.found.get(next).cloned() {
            next += 1;
            let reference = root.pointer(&place.pointer).and_then(|node| reference(node, &place));
            let target = reference.and_then(|reference| places.target(root, &place, reference));
            if let Some(target) = target
                && let Some(node) = root.pointer(&target)
            {
                places.add(node, target, place.kind, location, true);
            }
        }
        places
    }

    /// Every object.
    pub fn iter(&self) -> impl Iterator<Item = &Place> {
        self.found.iter()
    }

    /// Every object of this kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Place> {
        self.found.iter().filter(move |place| place.kind == kind)
    }

    fn add(&mut self, node: &Value, pointer: String, kind: Kind, base: &Url, outermost: bool) {
        if !self.known.insert((pointer.clone(), kind)) {
            return;
        }
        let mut base = base.clone();
        if kind == Kind::Schema {
            let text = |key: &str| node.get(key).and_then(Value::as_str);
            if let Some(joined) = text("$id").and_then(|id| base.join(id).ok()) {
                base = joined;
                self.resources.entry(address(&base)).or_insert_with(|| pointer.clone());
            }
            for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                let key = (address(&base), anchor.to_owned());
                self.anchors.entry(key).or_insert_with(|| pointer.clone());
            }
        }
        for child in kind.children(node, &pointer) {
            self.add(child.node, child.pointer, child.kind, &base, child.kind != kind);
        }
        self.found.push(Place { pointer, kind, outermost, base });
    }

    /// A JSON pointer to what a reference of this place leads to.
    pub fn target(&self, root: &Value, place: &Place, reference: &str) -> Option<String> {
        let joined = place.base.join(reference).ok()?;
        let resource = self.resources.get(&address(&joined))?;
        let target = match joined.fragment().map(pointer::decoded).unwrap_or_default() {
            whole if whole.is_empty() => resource.clone(),
            inside if inside.starts_with('/') => format!("{resource}{inside}"),
            anchor => self.anchors.get(&(address(&joined), anchor))?.clone(),
        };
        root.pointer(&target).is_some().then_some(target)
    }

    /// Rewrites every reference as a pointer and removes those that lead nowhere, which are returned,
    /// together with the keywords that only say how to read references.
    pub fn rewrite(&self, root: &mut Value) -> Vec<Dangling> {
        let mut dangling = Vec::new();
        let read = root.clone();
        for place in &self.found {
            let Some(node) = read.pointer(&place.pointer) else { continue };
            let Some(changed) = root.pointer_mut(&place.pointer).and_then(Value::as_object_mut)
            else {
                continue;
            };
            if place.kind == Kind::Schema {
                for key in ["$id", "$anchor", "$dynamicAnchor", "$schema"] {
                    changed.remove(key);
                }
                // Without a dynamic scope it is the same as `$ref`.
                if let Some(dynamic) = changed.remove("$dynamicRef") {
                    changed.entry("$ref").or_insert(dynamic);
                }
            }
            let Some(reference) = reference(node, place) else { continue };
            match self.target(&read, place, reference) {
                Some(target) => {
                    changed.insert("$ref".to_owned(), pointer::reference(&target).into());
                }
                None => {
                    changed.remove("$ref");
                    dangling.push(Dangling {
                        pointer: format!("#{}", place.pointer),
                        reference: reference.to_owned(),
                    });
                }
            }
        }
        dangling.sort();
        dangling
    }
}

/// The reference in an object that may be one.
fn reference<'a>(node: &'a Value, place: &Place) -> Option<&'a str> {
    let keys: &[&str] =
        if place.kind == Kind::Schema { &["$ref", "$dynamicRef"] } else { &["$ref"] };
    let found = keys.iter().find_map(|key| node.get(key)?.as_str());
    found.filter(|_| place.kind.may_be_reference())
}

/// An address without its fragment.
fn address(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.to_string()
}
